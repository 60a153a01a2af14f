//! Attributes.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{store::Document, timestamp::Timestamp};

/// `user-attr/<user>/<name>`, `session-attr/<user>/<digest>/<name>`: an attribute.
///
/// Making one writes the document of its owner, the user or the session; changing or removing one
/// checks its own version alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attribute {
    /// When it was made.
    pub creation_time: Timestamp,
    /// When it was made or changed.
    pub last_modified: Timestamp,
    /// Any JSON; of an encrypted one the sealed text.
    pub value: Box<RawValue>,
    /// Whether the value is sealed.
    pub is_encrypted: bool,
    /// When it ends by itself.
    pub expiration_time: Option<Timestamp>,
    /// When it ends: by itself or with its session, whichever is first.
    pub expires_at: Option<Timestamp>,
}

impl Document for Attribute {
    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}
