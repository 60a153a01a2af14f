//! How often a user's credentials were used.

use serde::{Deserialize, Serialize};

use crate::{store::Document, timestamp::Timestamp};

/// `rate/<user>/<digest>/<cell>`: calls that a line of the user's rate limits has let through since
/// the present minute, hour or day began, as far as this cell counts them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rate {
    /// So many.
    pub calls: u32,
    /// The end of the minute, hour or day.
    pub expires_at: Timestamp,
}

impl Document for Rate {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
