//! Sign-up, confirmation, the pending list and the decision, over REST.

use serde::{Deserialize, Serialize};

use crate::{
    access,
    call::Call,
    contract::{
        registration::{ListPage, PendingSignup, SignupRequest},
        rest::Request,
        types::Authority,
    },
    fault::Result,
    registration,
    rest::{
        input::{Count, Input, Text, TextList},
        output::{Answer, done, empty, list, ok},
        users::iso,
    },
};

/// The parser requires nothing, as in Zato; what is missing is refused by the rules.
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
}

/// The sign-up that an input asks for.
///
/// # Errors
/// Bad request, for values of the wrong type.
pub fn signup_request(input: &Input) -> Result<SignupRequest> {
    let input: SignupInput = input.read()?;
    Ok(SignupRequest {
        username: input.username.0,
        password: input.password.0,
        email: input
            .email
            .map(|email| email.0)
            .filter(|email| !email.is_empty()),
        app_list: input.app_list.0,
    })
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SignupOutput {
    confirm_token: String,
}

/// POST /user/signup. A missing `current_app` is an unknown one.
pub(super) fn signup(call: &mut Call<'_>, input: &Input, request: &Request) -> Result<Answer> {
    if input.current_app().is_none() {
        call.named_app = Some(String::new());
    }
    let signup = signup_request(input)?;
    let confirm_token = registration::signup(call, &signup, request.signup_verdict.as_ref())?;
    Ok(ok(SignupOutput { confirm_token }))
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct TokenInput {
    confirm_token: Text,
}

/// POST /user/signup/confirm and PATCH /user/signup.
pub(super) fn confirm(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    let input: TokenInput = input.read()?;
    registration::confirm(call, &input.confirm_token.0)?;
    Ok(done())
}

/// POST /user/signup/disown.
pub(super) fn disown(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    let input: TokenInput = input.read()?;
    registration::disown(call, &input.confirm_token.0)?;
    Ok(done())
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

/// The only list of sign-ups there is.
const TO_CONFIRM: &str = "to-confirm";

/// GET /user/signup: a bare list.
pub(super) fn pending(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    let input: PendingInput = input.read()?;
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
    Ok(list(found.iter().map(PendingOutput::from).collect()))
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PendingOutput<'a> {
    user_id: &'a str,
    username: &'a str,
    email: Option<&'a str>,
    display_name: Option<&'a str>,
    sign_up_time: String,
    remote_ip: Option<&'a str>,
    remote_addr: Option<&'a str>,
}

/// Both addresses are the one signed up from: names are not looked up.
impl<'a> From<&'a PendingSignup> for PendingOutput<'a> {
    fn from(signup: &'a PendingSignup) -> Self {
        Self {
            user_id: &signup.user_id,
            username: &signup.username,
            email: signup.email.as_deref(),
            display_name: signup.display_name.as_deref(),
            sign_up_time: iso(&signup.sign_up_time),
            remote_ip: signup.remote_addr.as_deref(),
            remote_addr: signup.remote_addr.as_deref(),
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

/// POST /user/signup/approve: no output, and `current_app` may be left out.
pub(super) fn approve_without_output(
    call: &mut Call<'_>,
    input: &Input,
    _: &Request,
) -> Result<Answer> {
    let input: DecisionInput = input.read()?;
    let authority = Authority::Session(input.ust.0);
    registration::approve(call, &authority, &input.user_id.0)?;
    Ok(empty())
}

/// POST /user/signup/reject: no output, and `current_app` may be left out.
pub(super) fn reject_without_output(
    call: &mut Call<'_>,
    input: &Input,
    _: &Request,
) -> Result<Answer> {
    let input: DecisionInput = input.read()?;
    let authority = Authority::Session(input.ust.0);
    let reason = input.reason.map(|reason| reason.0);
    registration::reject(call, &authority, &input.user_id.0, reason.as_deref())?;
    Ok(empty())
}

/// POST /user/approve.
pub(super) fn approve(call: &mut Call<'_>, input: &Input, request: &Request) -> Result<Answer> {
    input.require_current_app()?;
    approve_without_output(call, input, request)?;
    Ok(done())
}

/// POST /user/reject.
pub(super) fn reject(call: &mut Call<'_>, input: &Input, request: &Request) -> Result<Answer> {
    input.require_current_app()?;
    reject_without_output(call, input, request)?;
    Ok(done())
}
