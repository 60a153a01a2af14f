//! Attempts to log in and the like, as they are counted. Accounts and sources are keyed hashes.

use serde::{Deserialize, Serialize};

use super::{Erasure, Kind};
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

impl Kind for AttemptSlot {
    type Document = Self;
    const KEY: &'static str = "attempt/<scope>/<slot>";
    const MEANING: &'static str = "an attempt that failed, or is under way";
    const ERASURE: Erasure = Erasure::Stay("keyed hashes stand for account and source; it expires");
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

impl Kind for Wait {
    type Document = Self;
    const KEY: &'static str = "wait/<scope>";
    const MEANING: &'static str = "how long a scope has to wait";
    const ERASURE: Erasure = Erasure::Stay("keyed hashes stand for account and source; it expires");
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

impl Kind for KnownSource {
    type Document = Self;
    const KEY: &'static str = "known-source/<user>/<source>";
    const MEANING: &'static str = "that a source logged in to the account";
    const ERASURE: Erasure = Erasure::UnderUser;
}
