//! What a search goes by.

use serde::{Deserialize, Serialize};

use super::{ApprovalStatus, SignUpStatus};
use crate::{store::Document, timestamp::Timestamp};

/// `user-by-name/<sort key>/<user>`: what a search compares, in the form in which it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchDocument {
    /// The user who is found.
    pub user_id: String,
    /// Canonical.
    pub username: Option<String>,
    /// The blind index the address is filed under.
    pub email: Option<String>,
    /// Folded, as all names.
    pub display_name: Option<String>,
    /// Folded.
    pub first_name: Option<String>,
    /// Folded.
    pub middle_name: Option<String>,
    /// Folded.
    pub last_name: Option<String>,
    /// As the account's.
    pub sign_up_status: SignUpStatus,
    /// As the account's.
    pub approval_status: ApprovalStatus,
    /// Ends with the user's unconfirmed sign-up.
    pub expires_at: Option<Timestamp>,
}

impl Document for SearchDocument {
    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}
