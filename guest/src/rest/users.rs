//! Accounts, over REST.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    contract::{
        Datetime,
        rest::Request,
        types::Authority,
        users::{ApprovalStatus, SignUpStatus, User, UserAdministration},
    },
    fault::Result,
    rest::{
        input::{Input, Text, given},
        output::{Answer, ok},
    },
    timestamp::Timestamp,
    totp, users,
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct GetInput {
    ust: Text,
    user_id: Option<Text>,
}

/// GET /user.
pub(super) fn get(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    input.require_current_app()?;
    let input: GetInput = input.read()?;
    let user_id = input.user_id.map(|id| id.0).filter(|id| !id.is_empty());
    let authority = Authority::Session(input.ust.0);
    let user = users::get(call, &authority, user_id.as_deref())?;
    Ok(ok(UserOutput::from(&user)))
}

#[derive(Deserialize)]
struct ResetTotpInput {
    ust: Text,
    user_id: Option<Text>,
    totp_key: Option<Text>,
    totp_label: Option<Text>,
}

#[derive(Serialize)]
struct ResetTotpOutput {
    totp_key: String,
    totp_uri: String,
}

/// PATCH /user/totp. Key and label may be left out.
pub(super) fn reset_totp(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    input.require_current_app()?;
    let input: ResetTotpInput = input.read()?;
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
    let setup = totp::reset(
        call,
        &Authority::Session(input.ust.0),
        given(input.user_id).as_deref(),
        text(&input.totp_key).as_deref(),
        text(&input.totp_label).as_deref(),
    )?;
    Ok(ok(ResetTotpOutput {
        totp_key: setup.totp_key,
        totp_uri: setup.uri,
    }))
}

/// A date as all of the API writes it.
pub(super) fn iso(datetime: &Datetime) -> String {
    Timestamp::from_clock(datetime.seconds, datetime.nanoseconds).to_iso()
}

/// What only super-users see is absent for others, not null.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct UserOutput<'a> {
    user_id: &'a str,
    username: Option<&'a str>,
    email: Option<&'a str>,
    email_verified: bool,
    display_name: Option<&'a str>,
    first_name: Option<&'a str>,
    middle_name: Option<&'a str>,
    last_name: Option<&'a str>,
    is_totp_enabled: bool,
    totp_label: &'a str,
    #[serde(flatten)]
    administration: Option<AdministrationOutput<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct AdministrationOutput<'a> {
    is_active: bool,
    is_internal: bool,
    is_super_user: bool,
    is_approval_needed: bool,
    approval_status: &'static str,
    approval_status_mod_time: String,
    approval_status_mod_by: &'a str,
    is_locked: bool,
    locked_time: Option<String>,
    locked_by: Option<&'a str>,
    creation_ctx: &'static str,
    password_is_set: bool,
    password_last_set: Option<String>,
    password_expiry: Option<String>,
    password_must_change: bool,
    sign_up_status: &'static str,
    sign_up_time: Option<String>,
}

impl<'a> From<&'a User> for UserOutput<'a> {
    fn from(user: &'a User) -> Self {
        let administration = user.administration.as_ref();
        Self {
            user_id: &user.user_id,
            username: user.username.as_deref(),
            email: user.email.as_deref(),
            email_verified: user.email_verified,
            display_name: user.display_name.as_deref(),
            first_name: user.first_name.as_deref(),
            middle_name: user.middle_name.as_deref(),
            last_name: user.last_name.as_deref(),
            is_totp_enabled: user.is_totp_enabled,
            totp_label: &user.totp_label,
            administration: administration.map(AdministrationOutput::from),
        }
    }
}

impl<'a> From<&'a UserAdministration> for AdministrationOutput<'a> {
    fn from(user: &'a UserAdministration) -> Self {
        Self {
            is_active: user.is_active,
            is_internal: user.is_internal,
            is_super_user: user.is_super_user,
            is_approval_needed: user.is_approval_needed,
            approval_status: match user.approval_status {
                ApprovalStatus::BeforeDecision => "before_decision",
                ApprovalStatus::Approved => "approved",
                ApprovalStatus::Rejected => "rejected",
            },
            approval_status_mod_time: iso(&user.approval_status_mod_time),
            approval_status_mod_by: &user.approval_status_mod_by,
            is_locked: user.is_locked,
            locked_time: user.locked_time.as_ref().map(iso),
            locked_by: user.locked_by.as_deref(),
            creation_ctx: "null",
            password_is_set: user.password_is_set,
            password_last_set: user.password_last_set.as_ref().map(iso),
            password_expiry: user.password_expiry.as_ref().map(iso),
            password_must_change: user.password_must_change,
            sign_up_status: match user.sign_up_status {
                SignUpStatus::BeforeConfirmation => "before_confirmation",
                SignUpStatus::Final => "final",
            },
            sign_up_time: user.sign_up_time.as_ref().map(iso),
        }
    }
}
