//! Attempts to log in and other counted attempts. Accounts and sources are keyed hashes.

use serde::{Deserialize, Serialize};

use super::{Erasure, Kind};
use crate::{store::Document, timestamp::Timestamp};

/// `attempt/<scope>/<slot>`: an attempt that failed, or is in progress.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttemptSlot {
    /// The source; empty if unknown.
    pub source: String,
    /// When it began.
    pub began: Timestamp,
    /// Whether it failed. An attempt that has been in progress for too long counts as failed.
    pub has_failed: bool,
    /// When the document expires.
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
    const MEANING: &'static str = "an attempt that failed, or is in progress";
    const ERASURE: Erasure = Erasure::Stay("account and source are keyed hashes; it expires");
}

/// `wait/<scope>`: the time that a scope of attempts has or had to wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    /// How often the first wait was doubled.
    pub step: u32,
    /// The time of the failure that began the wait. Failures up to this time no longer count.
    pub since: Timestamp,
    /// When the wait ends.
    pub until: Timestamp,
    /// When the single attempt began that is permitted after the wait.
    pub trial: Option<Timestamp>,
    /// When the document expires.
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
    const MEANING: &'static str = "the time that a scope has to wait";
    const ERASURE: Erasure = Erasure::Stay("account and source are keyed hashes; it expires");
}

/// `known-source/<user>/<source>`: a source that logged in to the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KnownSource {
    /// When the document expires.
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
    const MEANING: &'static str = "a source that logged in to the account";
    const ERASURE: Erasure = Erasure::UnderUser;
}
