//! Sessions.

use serde::{Deserialize, Serialize};

use crate::{store::Document, timestamp::Timestamp};

/// `session/<user>/<digest>`: a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// When it began.
    pub creation_time: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The address that logged in.
    pub remote_addr: Option<String>,
    /// The agent that logged in.
    pub user_agent: Option<String>,
    /// It has at most so many attributes; as many as were added since they were last counted.
    #[serde(default)]
    pub attributes_at_most: u32,
}

impl Document for Session {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
