//! Login, logout, verification and renewal, over REST.

use serde::{Deserialize, Serialize};

use crate::{
    authentication,
    call::Call,
    contract::{
        authentication::{LoginMetadata, LoginRequest},
        rest::Request,
    },
    fault::Result,
    rest::{
        input::{Input, Text},
        output::{Answer, done, ok, with_remarks},
        users::iso,
    },
    sessions,
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LoginInput {
    username: Text,
    password: Text,
    totp_code: Option<Text>,
    new_password: Option<Text>,
    remote_addr: Option<Text>,
    user_agent: Option<Text>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LoginOutput {
    username: String,
    ust: String,
    user_id: String,
    creation_time: String,
    expiration_time: String,
}

/// POST /user/login.
pub(super) fn login(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    input.require_current_app()?;
    let has_metadata = input.has("remote_addr") || input.has("user_agent");
    let input: LoginInput = input.read()?;
    let text = |text: Option<Text>| text.map(|text| text.0);
    let request = LoginRequest {
        username: input.username.0,
        password: input.password.0,
        totp_code: text(input.totp_code),
        new_password: text(input.new_password).filter(|password| !password.is_empty()),
        metadata: has_metadata.then(|| LoginMetadata {
            remote_addr: text(input.remote_addr),
            user_agent: text(input.user_agent),
        }),
    };
    let response = authentication::login(call, &request)?;
    let output = LoginOutput {
        username: response.username,
        ust: response.ust,
        user_id: response.user_id,
        creation_time: iso(&response.creation_time),
        expiration_time: iso(&response.expiration_time),
    };
    Ok(with_remarks(output, &response.warnings))
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct UstInput {
    ust: Text,
}

/// POST /user/logout.
pub(super) fn logout(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    input.require_current_app()?;
    let input: UstInput = input.read()?;
    authentication::logout(call, &input.ust.0)?;
    Ok(done())
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct VerifyInput {
    #[serde(default)]
    current_ust: Text,
    #[serde(default)]
    target_ust: Text,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct VerifyOutput {
    is_valid: bool,
}

/// POST /user/session. Only `current_app` is required by the parser.
pub(super) fn verify(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    input.require_current_app()?;
    let input: VerifyInput = input.read()?;
    let current = &input.current_ust.0;
    let is_valid = sessions::verify_for_super_user(call, current, &input.target_ust.0)?;
    Ok(ok(VerifyOutput { is_valid }))
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RenewInput {
    #[serde(default)]
    ust: Text,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RenewOutput {
    expiration_time: String,
}

/// PATCH /user/session. Only `current_app` is required by the parser.
pub(super) fn renew(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    input.require_current_app()?;
    let input: RenewInput = input.read()?;
    let expiration_time = sessions::renew(call, &input.ust.0)?.to_iso();
    Ok(ok(RenewOutput { expiration_time }))
}
