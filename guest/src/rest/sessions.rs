//! Login, logout, verification and renewal, over REST.

use serde::{Deserialize, Serialize};

use crate::{
    authentication,
    call::Call,
    contract::authentication::{LoginMetadata, LoginRequest},
    fault::Result,
    rest::{
        input::{Nullable, Text},
        output::{Done, Fields, Warned},
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
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<Text>"))]
    remote_addr: Nullable<Text>,
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<Text>"))]
    user_agent: Nullable<Text>,
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
pub(super) fn login(call: &mut Call<'_>, input: LoginInput) -> Result<Warned<LoginOutput>> {
    let is_absent = |text: &Nullable<Text>| *text == Nullable::Absent;
    let has_metadata = !is_absent(&input.remote_addr) || !is_absent(&input.user_agent);
    let text = |text: Option<Text>| text.map(|text| text.0);
    let request = LoginRequest {
        username: input.username.0,
        password: input.password.0,
        totp_code: text(input.totp_code),
        new_password: text(input.new_password).filter(|password| !password.is_empty()),
        metadata: has_metadata.then(|| LoginMetadata {
            remote_addr: text(input.remote_addr.value()),
            user_agent: text(input.user_agent.value()),
        }),
    };
    let response = authentication::login(call, &request)?;
    let fields = LoginOutput {
        username: response.username,
        ust: response.ust,
        user_id: response.user_id,
        creation_time: iso(&response.creation_time),
        expiration_time: iso(&response.expiration_time),
    };
    Ok(Warned {
        fields,
        warnings: response.warnings,
    })
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct UstInput {
    ust: Text,
}

/// POST /user/logout.
pub(super) fn logout(call: &mut Call<'_>, input: UstInput) -> Result<Done> {
    authentication::logout(call, &input.ust.0)?;
    Ok(Done)
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

/// POST /user/session.
pub(super) fn verify(call: &mut Call<'_>, input: VerifyInput) -> Result<Fields<VerifyOutput>> {
    let current = &input.current_ust.0;
    let is_valid = sessions::verify_for_super_user(call, current, &input.target_ust.0)?;
    Ok(Fields(VerifyOutput { is_valid }))
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

/// PATCH /user/session.
pub(super) fn renew(call: &mut Call<'_>, input: RenewInput) -> Result<Fields<RenewOutput>> {
    let expiration_time = sessions::renew(call, &input.ust.0)?.to_iso();
    Ok(Fields(RenewOutput { expiration_time }))
}
