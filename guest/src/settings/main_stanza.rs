//! Stanza `main`: the secret keys, and whether the host delivers messages.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    contract::configuration::{Problem, Setting},
    platform::Platform,
    settings::{Problems, setting},
};

const STANZA: &str = "main";

/// Bytes of a secret key.
pub const KEY_LENGTH: usize = 32;

/// Whether the host delivers the messages of the outbox.
#[must_use]
pub fn is_delivery_configured(platform: &dyn Platform) -> bool {
    platform.main().is_delivery_configured.unwrap_or(false)
}

/// Whether the host has a callback of its own for sign-ups.
#[must_use]
pub fn is_callback_configured(platform: &dyn Platform) -> bool {
    platform.main().is_callback_configured.unwrap_or(false)
}

/// The secret keys. The first encrypts, all decrypt.
///
/// # Errors
/// What is wrong with them, without repeating any.
pub fn keys(platform: &dyn Platform) -> Result<Vec<[u8; KEY_LENGTH]>, &'static str> {
    let given = platform.main().keys.unwrap_or_default();
    if given.is_empty() {
        return Err("has no key; one of 32 random bytes in Base64 is needed");
    }
    given
        .iter()
        .map(|text| STANDARD.decode(text).ok()?.try_into().ok())
        .collect::<Option<Vec<_>>>()
        .ok_or("has a key that is not 32 bytes in standard Base64")
}

/// What is wrong with the stanza.
#[must_use]
pub fn problems(platform: &dyn Platform) -> Vec<Problem> {
    let mut problems = Problems::of(STANZA);
    if let Err(message) = keys(platform) {
        problems.add("keys", message);
    }
    problems.into_found()
}

/// The stanza as it applies, of the keys only their number.
#[must_use]
pub fn effective(platform: &dyn Platform) -> Vec<Setting> {
    let number = keys(platform).map_or(0, |keys| keys.len());
    vec![
        setting(STANZA, "keys", &format!("{number} (not shown)")),
        setting(
            STANZA,
            "is_delivery_configured",
            &is_delivery_configured(platform),
        ),
        setting(
            STANZA,
            "is_callback_configured",
            &is_callback_configured(platform),
        ),
    ]
}
