//! Stanza `main`: the secret keys, and whether the host delivers messages.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    contract::configuration::{Problem, Setting},
    limits::SECRET_KEYS,
    platform::Platform,
    settings::{Problems, setting},
};

const STANZA: &str = "main";

/// Bytes of a secret key.
pub const KEY_LENGTH: usize = 32;

/// Stanza `main`. It is not `Debug`: the keys are secret.
pub struct Main {
    keys: Vec<String>,
    /// Whether the host delivers the messages of the outbox.
    pub is_delivery_configured: bool,
    /// Whether the host has a callback of its own for sign-ups.
    pub is_callback_configured: bool,
}

impl Main {
    /// Asks the host for the stanza and fills in the defaults.
    #[must_use]
    pub fn load(platform: &dyn Platform) -> Self {
        let given = platform.main();
        Self {
            keys: given.keys.unwrap_or_default(),
            is_delivery_configured: given.is_delivery_configured.unwrap_or(false),
            is_callback_configured: given.is_callback_configured.unwrap_or(false),
        }
    }

    /// The secret keys. The first encrypts, all decrypt.
    ///
    /// # Errors
    /// What is wrong with them, without repeating any.
    pub fn keys(&self) -> Result<Vec<[u8; KEY_LENGTH]>, &'static str> {
        if self.keys.is_empty() {
            return Err("has no key; one of 32 random bytes in Base64 is needed");
        }
        if self.keys.len() > SECRET_KEYS {
            return Err("has more than 10 keys");
        }
        self.keys
            .iter()
            .map(|text| STANDARD.decode(text).ok()?.try_into().ok())
            .collect::<Option<Vec<_>>>()
            .ok_or("has a key that is not 32 bytes in standard Base64")
    }

    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(STANZA);
        if let Err(message) = self.keys() {
            problems.add("keys", message);
        }
        problems.into_found()
    }

    /// The stanza as it applies, of the keys only their number.
    #[must_use]
    pub fn effective(&self) -> Vec<Setting> {
        let number = self.keys().map_or(0, |keys| keys.len());
        vec![
            setting(STANZA, "keys", &format!("{number} (not shown)")),
            setting(
                STANZA,
                "is_delivery_configured",
                &self.is_delivery_configured,
            ),
            setting(
                STANZA,
                "is_callback_configured",
                &self.is_callback_configured,
            ),
        ]
    }
}
