//! Creating an account, over REST.

use serde::Deserialize;

use crate::{
    access,
    call::Call,
    contract::{types::Authority, users::CreateRequest},
    documents::SignUpStatus,
    fault::Result,
    rest::{
        input::{Flag, Text, given},
        output::Fields,
    },
    users,
};

use super::account::Created;
#[cfg(test)]
use super::account::words;

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct CreateInput {
    ust: Text,
    #[serde(default)]
    username: Text,
    password: Option<Text>,
    #[serde(default)]
    password_must_change: Flag,
    display_name: Option<Text>,
    first_name: Option<Text>,
    middle_name: Option<Text>,
    last_name: Option<Text>,
    locale: Option<Text>,
    email: Option<Text>,
    #[serde(default)]
    is_locked: Flag,
    #[cfg_attr(test, schemars(extend("enum" = words(SignUpStatus::WORDS, &[Some(""), None]))))]
    sign_up_status: Option<Text>,
    #[serde(default)]
    is_rate_limit_active: Flag,
    rate_limit_def: Option<Text>,
    #[serde(default)]
    is_totp_enabled: Flag,
    totp_key: Option<Text>,
    totp_label: Option<Text>,
    #[serde(default)]
    auto_approve: Flag,
}

/// POST /user.
pub(in crate::rest) fn create(call: &mut Call<'_>, input: CreateInput) -> Result<Fields<Created>> {
    let authority = Authority::Session(input.ust.0);
    let given_status = given(input.sign_up_status);
    let sign_up_status = given_status.as_deref().and_then(SignUpStatus::of_word);
    if sign_up_status.is_none() && given_status.is_some() {
        return call.audited("user.create_user", |call| {
            access::refuse_input(call, &authority)
        });
    }
    let request = CreateRequest {
        username: input.username.0,
        password: given(input.password),
        password_must_change: input.password_must_change.0,
        email: given(input.email),
        display_name: given(input.display_name),
        first_name: given(input.first_name),
        middle_name: given(input.middle_name),
        last_name: given(input.last_name),
        locale: given(input.locale),
        is_locked: input.is_locked.0,
        sign_up_status: sign_up_status.map(Into::into),
        is_rate_limit_active: input.is_rate_limit_active.0,
        rate_limit_def: given(input.rate_limit_def),
        is_totp_enabled: input.is_totp_enabled.0,
        totp_key: given(input.totp_key),
        totp_label: given(input.totp_label),
        auto_approve: input.auto_approve.0,
        is_super_user: false,
    };
    let user = users::create(call, &authority, &request)?;
    Ok(Fields(Created::from(user)))
}
