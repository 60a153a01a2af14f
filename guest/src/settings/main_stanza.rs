//! Stanza `main`: the secret keys, and whether the host delivers messages.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    limits::SECRET_KEYS,
    settings::{Problems, rows::stanza},
};

/// Bytes of a secret key.
pub const KEY_LENGTH: usize = 32;

stanza! {
    /// Stanza `main`. It is not `Debug`: the keys are secret.
    Main = "main", "The secret keys.";
    keys: secrets(), "The secret keys, 32 bytes each in standard Base64. The first encrypts, all decrypt. Required.";
    is_delivery_configured: set_by_host(false), "Whether the host delivers the messages of the outbox. If not, no message is queued.";
    is_callback_configured: set_by_host(false), "Whether the host has a callback of its own for sign-ups.";
}

impl Main {
    fn agree(&self, problems: &mut Problems) {
        if let Err(message) = self.keys() {
            problems.require(false, "keys", message);
        }
    }

    /// The secret keys. The first encrypts, all decrypt.
    ///
    /// # Errors
    /// The problem with the keys, without repeating any.
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
}
