//! Counts of the use of a user's credentials.

use serde::{Deserialize, Serialize};

use super::{Erasure, Kind};
use crate::{store::Document, timestamp::Timestamp};

/// `rate/<user>/<digest>/<cell>`: the number of calls that a line of the user's rate limits has
/// permitted since the current minute, hour or day began, as far as this cell counts them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rate {
    /// The number of calls.
    pub calls: u32,
    /// The end of the minute, hour or day.
    pub expires_at: Timestamp,
}

impl Document for Rate {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Kind for Rate {
    type Document = Self;
    const KEY: &'static str = "rate/<user>/<digest>/<cell>";
    const MEANING: &'static str =
        "the number of calls that a line of the user's rate limits permitted";
    const ERASURE: Erasure = Erasure::UnderUser;
}
