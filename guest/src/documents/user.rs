//! Accounts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::{contract::users, store::Document, timestamp::Timestamp};

mod inspection;

words! {
    /// A super-user's decision about an account.
    ApprovalStatus as users::ApprovalStatus {
        /// None yet.
        BeforeDecision = "before_decision",
        /// The user may log in.
        Approved = "approved",
        /// The user may not log in.
        Rejected = "rejected",
    }
}

words! {
    /// Whether a sign-up is confirmed.
    SignUpStatus as users::SignUpStatus {
        /// Not yet: the confirmation token was not used.
        BeforeConfirmation = "before_confirmation",
        /// It is confirmed, or did not need a confirmation.
        Final = "final",
    }
}

/// `user/<id>`: an account.
///
/// Adding a document under a user checks the version of this document; ending or removing documents
/// under a user writes it. So of a login and a concurrent "end all sessions" one is repeated.
#[allow(missing_docs, reason = "the names are those of the REST API")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub user_id: String,
    /// In the spelling of the sign-up, for display.
    pub username: Option<String>,
    pub canonical_username: Option<String>,
    /// Sealed.
    pub email: Option<String>,
    /// The blind index of the address.
    pub email_index: Option<String>,
    pub email_verified: bool,
    pub display_name: Option<String>,
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub last_name: Option<String>,
    /// A canonical BCP 47 tag.
    #[serde(default)]
    pub locale: Option<String>,
    pub is_super_user: bool,
    pub is_locked: bool,
    pub locked_time: Option<Timestamp>,
    pub locked_by: Option<String>,
    pub approval_status: ApprovalStatus,
    pub approval_status_mod_time: Timestamp,
    pub approval_status_mod_by: String,
    /// A PHC string.
    pub password: Option<String>,
    pub password_last_set: Option<Timestamp>,
    pub password_expiry: Option<Timestamp>,
    pub password_must_change: bool,
    #[serde(default)]
    pub is_totp_enabled: bool,
    /// Sealed.
    #[serde(default)]
    pub totp_key: Option<String>,
    #[serde(default)]
    pub totp_label: Option<String>,
    /// The latest time step whose code was accepted; codes of it and of earlier ones are refused.
    #[serde(default)]
    pub totp_last_step: Option<u64>,
    #[serde(default)]
    pub is_rate_limit_active: bool,
    #[serde(default)]
    pub rate_limit_def: Option<String>,
    /// Upper bound of the number of attributes: removed ones count until the next exact count.
    #[serde(default)]
    pub attributes_at_most: u32,
    pub sign_up_status: SignUpStatus,
    pub sign_up_time: Option<Timestamp>,
    pub sign_up_confirm_time: Option<Timestamp>,
    pub sign_up_remote_addr: Option<String>,
    pub app_list: BTreeSet<String>,
    /// Digests of the confirmation tokens.
    pub sign_up_tokens: Vec<String>,
    /// When an unconfirmed sign-up expires.
    pub expires_at: Option<Timestamp>,
}

impl User {
    /// Whether this is the rest of an erased account.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.username.is_none()
    }

    /// The rest of an erased account: its ID, and when and by whom it was rejected.
    #[must_use]
    pub fn erased(user_id: &str, now: Timestamp, by: &str) -> Self {
        Self {
            approval_status: ApprovalStatus::Rejected,
            ..Self::blank(user_id, now, by)
        }
    }

    /// An account without contents, the base of new accounts: not decided about, since `now`.
    #[must_use]
    pub fn blank(user_id: &str, now: Timestamp, by: &str) -> Self {
        Self {
            user_id: user_id.to_owned(),
            username: None,
            canonical_username: None,
            email: None,
            email_index: None,
            email_verified: false,
            display_name: None,
            first_name: None,
            middle_name: None,
            last_name: None,
            locale: None,
            is_super_user: false,
            is_locked: false,
            locked_time: None,
            locked_by: None,
            approval_status: ApprovalStatus::BeforeDecision,
            approval_status_mod_time: now,
            approval_status_mod_by: by.to_owned(),
            password: None,
            password_last_set: None,
            password_expiry: None,
            password_must_change: false,
            is_totp_enabled: false,
            totp_key: None,
            totp_label: None,
            totp_last_step: None,
            is_rate_limit_active: false,
            rate_limit_def: None,
            attributes_at_most: 0,
            sign_up_status: SignUpStatus::Final,
            sign_up_time: None,
            sign_up_confirm_time: None,
            sign_up_remote_addr: None,
            app_list: BTreeSet::new(),
            sign_up_tokens: Vec::new(),
            expires_at: None,
        }
    }
}

impl Document for User {
    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}
