//! Password reset, over REST. The parser requires nothing, as in Zato; what is missing is refused
//! by the rules, and a missing `current_app` is an unknown one.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    contract::rest::Request,
    fault::Result,
    password_reset,
    rest::{
        input::{Input, Text},
        output::{Answer, done, ok},
    },
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct BeginResetInput {
    #[serde(default)]
    credential: Text,
}

/// POST /password/reset.
pub(super) fn begin(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    name_app(call, input);
    let input: BeginResetInput = input.read()?;
    password_reset::begin(call, &input.credential.0)?;
    Ok(done())
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
pub(super) fn exchange(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    name_app(call, input);
    let input: ExchangeTokenInput = input.read()?;
    let reset_key = password_reset::exchange(call, &input.token.0)?;
    Ok(ok(ResetKeyOutput { reset_key }))
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
pub(super) fn complete(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    name_app(call, input);
    let input: CompleteResetInput = input.read()?;
    let (token, reset_key) = (&input.token.0, &input.reset_key.0);
    password_reset::complete(call, token, reset_key, &input.password.0)?;
    Ok(done())
}

fn name_app(call: &mut Call<'_>, input: &Input) {
    if input.current_app().is_none() {
        call.named_app = Some(String::new());
    }
}
