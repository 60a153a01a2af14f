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
    /// How it was come by.
    #[serde(default)]
    pub auth_type: AuthType,
    /// The username of the linked credential.
    #[serde(default)]
    pub auth_principal: Option<String>,
    /// What the session is called where it was authenticated, if that was elsewhere: the type of
    /// the linked credential, a full stop and its username.
    #[serde(default)]
    pub ext_session_id: Option<String>,
    /// The digest of the linked credential's password hash. The session is over once the settings
    /// have another one, or none.
    #[serde(default)]
    pub auth_credential: Option<String>,
}

/// How a session was come by, in the words of Zato.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthType {
    /// With the user's own password.
    #[default]
    Default,
    /// With a linked credential of Basic Auth.
    BasicAuth,
}

impl Document for Session {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
