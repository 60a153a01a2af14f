//! Password reset, over REST. As in Zato, the parser does not require any key: the rules refuse an
//! input without a needed one.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    fault::Result,
    password_reset,
    rest::{
        input::Text,
        output::{Done, Fields},
    },
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct BeginResetInput {
    #[serde(default)]
    credential: Text,
}

/// POST /password/reset.
pub(super) fn begin(call: &mut Call<'_>, input: BeginResetInput) -> Result<Done> {
    password_reset::begin(call, &input.credential.0)?;
    Ok(Done)
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ExchangeTokenInput {
    #[serde(default)]
    token: Text,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ResetKeyOutput {
    reset_key: String,
}

/// PATCH /password/reset.
pub(super) fn exchange(
    call: &mut Call<'_>,
    input: ExchangeTokenInput,
) -> Result<Fields<ResetKeyOutput>> {
    let reset_key = password_reset::exchange(call, &input.token.0)?;
    Ok(Fields(ResetKeyOutput { reset_key }))
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CompleteResetInput {
    #[serde(default)]
    token: Text,
    #[serde(default)]
    reset_key: Text,
    #[serde(default)]
    password: Text,
}

/// DELETE /password/reset.
pub(super) fn complete(call: &mut Call<'_>, input: CompleteResetInput) -> Result<Done> {
    let (token, reset_key) = (&input.token.0, &input.reset_key.0);
    password_reset::complete(call, token, reset_key, &input.password.0)?;
    Ok(Done)
}
