//! Sessions.

use serde::{Deserialize, Serialize};

use crate::{store::Document, timestamp::Timestamp};

/// How a session began that no credential opened: with a login.
pub const DEFAULT_AUTH: &str = "default";

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
    /// How it began: [`DEFAULT_AUTH`], or the type of the linked credential.
    #[serde(default = "default_auth")]
    pub auth_type: String,
    /// The username of the linked credential.
    #[serde(default)]
    pub auth_principal: Option<String>,
    /// Names the linked credential: its type, a full stop and its username.
    #[serde(default)]
    pub ext_session_id: Option<String>,
    /// The digest of the linked credential's password hash. The session is over once the settings
    /// have another one, or none.
    #[serde(default)]
    pub auth_credential: Option<String>,
}

fn default_auth() -> String {
    DEFAULT_AUTH.to_owned()
}

impl Document for Session {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
