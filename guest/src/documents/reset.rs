//! Password resets.

use serde::{Deserialize, Serialize};

use crate::{store::Document, timestamp::Timestamp};

/// `reset-of/<user>`: the one password reset that a user has begun, and how many mails there were.
/// `reset/<digest>` leads here from its token; where the two disagree, the token is void.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reset {
    /// Digest of the mailed token.
    pub token: String,
    /// When the token ends, whichever step it is at.
    pub token_expires_at: Timestamp,
    /// Once the token was exchanged.
    pub key: Option<ResetKey>,
    /// Mails since `counted_since`.
    pub mails: u32,
    /// When the first of them was asked for.
    pub counted_since: Timestamp,
    /// When neither token nor count means anything any more.
    pub expires_at: Timestamp,
}

/// What a token was exchanged for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResetKey {
    /// Of the reset key.
    pub digest: String,
    /// When it ends, unless the token does before.
    pub expires_at: Timestamp,
}

impl Document for Reset {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
