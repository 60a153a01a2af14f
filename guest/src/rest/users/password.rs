//! Setting a password, over REST.

use serde::Deserialize;

use crate::{
    call::Call,
    contract::{types::Authority, users::PasswordRequest},
    fault::Result,
    rest::{
        input::{Flag, Text, Whole, WithBody, given},
        output::Done,
    },
    users,
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct PasswordInput {
    ust: Text,
    new_password: Text,
    old_password: Option<Text>,
    user_id: Option<Text>,
    #[serde(default)]
    password_expiry: Whole,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct PasswordBody {
    must_change: Option<Flag>,
}

/// PATCH /user/password.
pub(in crate::rest) fn change_password(
    call: &mut Call<'_>,
    WithBody { input, body }: WithBody<PasswordInput, PasswordBody>,
) -> Result<Done> {
    // In Zato, 0 and negative numbers mean the configured number of days.
    let days = |days: i64| u32::try_from(days.max(0)).unwrap_or(u32::MAX);
    let password = PasswordRequest {
        user_id: given(input.user_id),
        old_password: input.old_password.map(|password| password.0),
        new_password: input.new_password.0,
        must_change: body.must_change.map(|flag| flag.0),
        expiry: input.password_expiry.0.map(days),
    };
    users::change_password(call, &Authority::Session(input.ust.0), &password)?;
    Ok(Done)
}
