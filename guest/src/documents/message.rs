//! Messages that wait to be sent.

use serde::{Deserialize, Serialize};

use super::{Erasure, Kind};
use crate::{fault::Result, keyring::Purpose, store::Document, timestamp::Timestamp};

/// `outbox/<due>/<id>`, `callback/<due>/<id>`: a message that waits to be sent. Its content is sealed
/// and bound to the last part of its key, which stays the same when the due time changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredMessage {
    /// The sealed text.
    pub sealed: String,
    /// Digest of the claim in force.
    pub claim: Option<String>,
    /// How often sending it has failed.
    pub attempts: u32,
    /// When it expires; it is not sent afterwards.
    pub expires_at: Timestamp,
}

impl StoredMessage {
    /// The ID of a message, which stays the same when its due time changes.
    #[must_use]
    pub fn id(key: &str) -> &str {
        key.rsplit('/').next().unwrap_or_default()
    }

    fn resealed(self, text: &str) -> Self {
        Self {
            sealed: text.to_owned(),
            ..self
        }
    }
}

impl Document for StoredMessage {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

const STAYS: Erasure = Erasure::Stay("it is still to be sent, and sealed; it expires");

/// `outbox/<due>/<id>`.
pub struct OutboxMessage;

impl Kind for OutboxMessage {
    type Document = StoredMessage;
    const KEY: &'static str = "outbox/<due>/<id>";
    const MEANING: &'static str = "a message that waits to be sent by mail";
    const ERASURE: Erasure = STAYS;
    const SEALED: &'static [Purpose] = &[Purpose::Outbox];

    fn sealed(message: &StoredMessage, _: Purpose) -> Option<String> {
        Some(message.sealed.clone())
    }

    fn bound_to(key: &str) -> &str {
        StoredMessage::id(key)
    }

    fn resealed(message: StoredMessage, _: Purpose, text: &str) -> Result<StoredMessage> {
        Ok(message.resealed(text))
    }
}

/// `callback/<due>/<id>`.
pub struct CallbackMessage;

impl Kind for CallbackMessage {
    type Document = StoredMessage;
    const KEY: &'static str = "callback/<due>/<id>";
    const MEANING: &'static str = "a message that waits to be sent to a callback";
    const ERASURE: Erasure = STAYS;
    const SEALED: &'static [Purpose] = &[Purpose::Callback];

    fn sealed(message: &StoredMessage, _: Purpose) -> Option<String> {
        Some(message.sealed.clone())
    }

    fn bound_to(key: &str) -> &str {
        StoredMessage::id(key)
    }

    fn resealed(message: StoredMessage, _: Purpose, text: &str) -> Result<StoredMessage> {
        Ok(message.resealed(text))
    }
}
