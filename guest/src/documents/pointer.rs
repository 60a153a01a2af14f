//! Index documents.

use serde::{Deserialize, Serialize};

use super::User;
use crate::{store::Document, timestamp::Timestamp};

/// A document that does no more than point to a user: `username/…`, `email/…`, `email-of/…`,
/// `pending/…`, `super-user/…`, `linked-to/…`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pointer {
    /// The user.
    pub user_id: String,
    /// Ends with the user's unconfirmed sign-up.
    pub expires_at: Option<Timestamp>,
}

impl Pointer {
    /// To this user, for as long as the user's document lives.
    #[must_use]
    pub fn to(user: &User) -> Self {
        Self {
            user_id: user.user_id.clone(),
            expires_at: user.expires_at,
        }
    }
}

impl Document for Pointer {
    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}
