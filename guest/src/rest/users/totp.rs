//! The TOTP key, over REST.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    contract::types::Authority,
    fault::Result,
    rest::{
        input::{Text, given},
        output::Fields,
    },
    totp,
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct ResetTotpInput {
    ust: Text,
    user_id: Option<Text>,
    totp_key: Option<Text>,
    totp_label: Option<Text>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct ResetTotpOutput {
    totp_key: String,
    totp_uri: String,
}

/// PATCH /user/totp. Key and label are optional.
pub(in crate::rest) fn reset_totp(
    call: &mut Call<'_>,
    input: ResetTotpInput,
) -> Result<Fields<ResetTotpOutput>> {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
    let setup = totp::reset(
        call,
        &Authority::Session(input.ust.0),
        given(input.user_id).as_deref(),
        text(&input.totp_key).as_deref(),
        text(&input.totp_label).as_deref(),
    )?;
    Ok(Fields(ResetTotpOutput {
        totp_key: setup.totp_key,
        totp_uri: setup.uri,
    }))
}
