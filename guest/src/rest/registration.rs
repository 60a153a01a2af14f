//! Sign-up, confirmation, the pending list and the decision, over REST.

use serde::{Deserialize, Serialize};

use crate::{
    access,
    call::Call,
    contract::{
        registration::{ListPage, PendingSignup, SignupRequest, SignupVerdict},
        rest::Request,
        types::Authority,
    },
    fault::Result,
    registration,
    rest::{
        accept_language,
        input::{Count, Input, Read, Text, TextList, given},
        output::{Done, Fields, List, NoBody},
        users::iso,
    },
};

/// As in Zato, the parser does not require any key: the rules refuse an input without a needed one.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SignupInput {
    #[serde(default)]
    username: Text,
    #[serde(default)]
    password: Text,
    email: Option<Text>,
    #[serde(default)]
    app_list: TextList,
    locale: Option<Text>,
}

/// The sign-up in a request.
///
/// # Errors
/// Bad request, if a value has the wrong type.
pub(super) fn read_signup(input: &Input, request: &Request) -> Result<SignupRequest> {
    let input: SignupInput = input.read()?;
    let preferred = || accept_language::preferred(&request.headers);
    Ok(SignupRequest {
        username: input.username.0,
        password: input.password.0,
        email: given(input.email),
        app_list: input.app_list.0,
        locale: given(input.locale).or_else(preferred),
    })
}

/// A sign-up with the verdict of the host's own validation.
pub(super) struct Signup {
    request: SignupRequest,
    verdict: Option<SignupVerdict>,
}

impl Read for Signup {
    fn read(input: &Input, request: &Request) -> Result<Self> {
        Ok(Self {
            request: read_signup(input, request)?,
            verdict: request.signup_verdict.clone(),
        })
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SignupOutput {
    confirm_token: String,
}

/// POST /user/signup.
pub(super) fn signup(call: &mut Call<'_>, signup: Signup) -> Result<Fields<SignupOutput>> {
    let confirm_token = registration::signup(call, &signup.request, signup.verdict.as_ref())?;
    Ok(Fields(SignupOutput { confirm_token }))
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct TokenInput {
    confirm_token: Text,
}

/// POST /user/signup/confirm and PATCH /user/signup.
pub(super) fn confirm(call: &mut Call<'_>, input: TokenInput) -> Result<Done> {
    registration::confirm(call, &input.confirm_token.0)?;
    Ok(Done)
}

/// POST /user/signup/disown.
pub(super) fn disown(call: &mut Call<'_>, input: TokenInput) -> Result<Done> {
    registration::disown(call, &input.confirm_token.0)?;
    Ok(Done)
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PendingInput {
    ust: Text,
    #[cfg_attr(test, schemars(extend("enum" = [Some(TO_CONFIRM), None::<&str>])))]
    status: Option<Text>,
    #[serde(default)]
    cur_page: Count,
    #[serde(default)]
    page_size: Count,
}

/// The only accepted `status`.
const TO_CONFIRM: &str = "to-confirm";

/// GET /user/signup: a bare list.
pub(super) fn pending(call: &mut Call<'_>, input: PendingInput) -> Result<List<PendingOutput>> {
    let authority = Authority::Session(input.ust.0);
    if input.status.is_some_and(|status| status.0 != TO_CONFIRM) {
        return call.audited("user.get_pending_signups", |call| {
            access::refuse_input(call, &authority)
        });
    }
    let page = ListPage {
        cur_page: input.cur_page.0,
        page_size: input.page_size.0,
    };
    let found = registration::pending(call, &authority, &page)?;
    Ok(List(found.into_iter().map(PendingOutput::from).collect()))
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PendingOutput {
    user_id: String,
    username: String,
    email: Option<String>,
    display_name: Option<String>,
    sign_up_time: String,
    remote_ip: Option<String>,
    remote_addr: Option<String>,
}

/// `remote_ip` and `remote_addr` are the same address: host names are not resolved.
impl From<PendingSignup> for PendingOutput {
    fn from(signup: PendingSignup) -> Self {
        Self {
            user_id: signup.user_id,
            username: signup.username,
            email: signup.email,
            display_name: signup.display_name,
            sign_up_time: iso(&signup.sign_up_time),
            remote_ip: signup.remote_addr.clone(),
            remote_addr: signup.remote_addr,
        }
    }
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DecisionInput {
    ust: Text,
    user_id: Text,
    reason: Option<Text>,
}

fn approve_user(call: &mut Call<'_>, input: DecisionInput) -> Result<()> {
    let authority = Authority::Session(input.ust.0);
    registration::approve(call, &authority, &input.user_id.0)
}

fn reject_user(call: &mut Call<'_>, input: DecisionInput) -> Result<()> {
    let authority = Authority::Session(input.ust.0);
    let reason = input.reason.map(|reason| reason.0);
    registration::reject(call, &authority, &input.user_id.0, reason.as_deref())
}

/// POST /user/signup/approve.
pub(super) fn approve_without_output(call: &mut Call<'_>, input: DecisionInput) -> Result<NoBody> {
    approve_user(call, input)?;
    Ok(NoBody)
}

/// POST /user/signup/reject.
pub(super) fn reject_without_output(call: &mut Call<'_>, input: DecisionInput) -> Result<NoBody> {
    reject_user(call, input)?;
    Ok(NoBody)
}

/// POST /user/approve.
pub(super) fn approve(call: &mut Call<'_>, input: DecisionInput) -> Result<Done> {
    approve_user(call, input)?;
    Ok(Done)
}

/// POST /user/reject.
pub(super) fn reject(call: &mut Call<'_>, input: DecisionInput) -> Result<Done> {
    reject_user(call, input)?;
    Ok(Done)
}
