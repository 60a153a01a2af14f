//! Sessions.

use serde::{Deserialize, Serialize};

use super::{
    ApprovalStatus, Erasure, InspectedDocument, Kind, RelatedDocuments, User, words::words,
};
use crate::{
    contract::{maintenance::Flaw, sessions},
    store::Document,
    timestamp::Timestamp,
};

/// `session/<user>/<digest>`: a session. Every check reads it, so data that only lists show is in the
/// session's log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// When it began.
    pub creation_time: Timestamp,
    /// When it was renewed last; `None`: never.
    #[serde(default)]
    pub renewal_time: Option<Timestamp>,
    /// When it ends, unless a limit of `sessions::lifetime` ends it earlier.
    pub expires_at: Timestamp,
    /// The address of the login.
    pub remote_addr: Option<String>,
    /// The agent of the login.
    pub user_agent: Option<String>,
    /// How its user was authenticated.
    #[serde(default)]
    pub auth_type: AuthType,
    /// The username of the authentication: the user's at that time, or the credential's. `None` in
    /// documents of earlier versions.
    #[serde(default)]
    pub auth_principal: Option<String>,
    /// The ID of the session in another system, if the user was authenticated there.
    #[serde(default)]
    pub ext_session_id: Option<String>,
    /// The digest of the linked credential's password hash. The session ends when the settings have
    /// another hash, or none.
    #[serde(default)]
    pub auth_credential: Option<String>,
    /// Upper bound of its number of attributes: removed ones count until the next exact count.
    #[serde(default)]
    pub attributes_at_most: u32,
}

words! {
    /// How the user of a session was authenticated, in the words of Zato.
    #[derive(Default)]
    AuthType as sessions::AuthType {
        /// With the user's own password.
        #[default]
        Default = "default",
        /// With a linked credential of Basic Auth.
        BasicAuth = "basic_auth",
        /// With a linked JWT.
        Jwt = "jwt",
    }
}

impl Document for Session {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Kind for Session {
    type Document = Self;
    const KEY: &'static str = "session/<user>/<digest>";
    const MEANING: &'static str = "a session";
    const ERASURE: Erasure = Erasure::UnderUser;

    fn flaws(found: &InspectedDocument<'_, Self>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        let may_have_sessions = |user: &User| user.approval_status != ApprovalStatus::Rejected;
        let flaw = related.of_user(found.key.get("user"), may_have_sessions);
        Vec::from_iter(flaw)
    }
}

#[cfg(test)]
mod tests {
    use super::{AuthType, Session};

    #[test]
    fn documents_of_earlier_versions_are_understood() {
        let old =
            r#"{"creation_time": 1, "expires_at": 2, "remote_addr": null, "user_agent": "x"}"#;
        let session: Session = serde_json::from_str(old).unwrap();
        assert_eq!(session.auth_type, AuthType::Default);
        assert!(session.auth_principal.is_none() && session.ext_session_id.is_none());
        assert!(session.renewal_time.is_none());
    }
}
