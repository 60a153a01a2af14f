//! Attempts to log in and the like, as they are counted. Accounts and sources are keyed hashes.

use serde::{Deserialize, Serialize};

use crate::{store::Document, timestamp::Timestamp};

/// `attempt/<scope>/<slot>`: an attempt that failed, or is under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttemptSlot {
    /// Where it came from; empty if nobody knows.
    pub source: String,
    /// When it began.
    pub began: Timestamp,
    /// Whether it failed. One that has been under way for too long did, too.
    pub has_failed: bool,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

impl Document for AttemptSlot {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// `wait/<scope>`: how long a scope of attempts has to wait, or had to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    /// How often the first wait was doubled.
    pub step: u32,
    /// The failure it began with. Failures up to it have been answered for.
    pub since: Timestamp,
    /// When it is over.
    pub until: Timestamp,
    /// When the one attempt began that may be under way afterwards.
    pub trial: Option<Timestamp>,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

impl Document for Wait {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// `known-source/<user>/<source>`: that a source logged in to the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KnownSource {
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

impl Document for KnownSource {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
