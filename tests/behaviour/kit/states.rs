//! Accounts in states that no operation makes, or none without ending sessions as well: beside
//! `edit_user`, the one place that knows how they are stored.

use serde_json::{Value, json};
use vestibule::storage::Storage;

use super::edit_user;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum State {
    Locked,
    Unlocked,
    /// Waits for a decision.
    Undecided,
    Approved,
    /// Has the status and keeps its data.
    Rejected,
    Unconfirmed,
    Confirmed,
    /// The address is not proven.
    Unproven,
    PasswordExpired,
    PasswordLasts,
    MustChangePassword,
    SuperUser,
    NoSuperUser,
    /// One-time codes are asked for.
    NeedsCodes,
    /// A sign-up that has expired.
    Expired,
    Lasting,
}

impl State {
    fn member(self) -> (&'static str, Value) {
        match self {
            Self::Locked => ("is_locked", json!(true)),
            Self::Unlocked => ("is_locked", json!(false)),
            Self::Undecided => ("approval_status", json!("before_decision")),
            Self::Approved => ("approval_status", json!("approved")),
            Self::Rejected => ("approval_status", json!("rejected")),
            Self::Unconfirmed => ("sign_up_status", json!("before_confirmation")),
            Self::Confirmed => ("sign_up_status", json!("final")),
            Self::Unproven => ("email_verified", json!(false)),
            Self::PasswordExpired => ("password_expiry", json!(1)),
            Self::PasswordLasts => ("password_expiry", json!(null)),
            Self::MustChangePassword => ("password_must_change", json!(true)),
            Self::SuperUser => ("is_super_user", json!(true)),
            Self::NoSuperUser => ("is_super_user", json!(false)),
            Self::NeedsCodes => ("is_totp_enabled", json!(true)),
            Self::Expired => ("expires_at", json!(1)),
            Self::Lasting => ("expires_at", json!(null)),
        }
    }

    /// What ends it.
    pub(crate) fn undone(self) -> Self {
        match self {
            Self::Locked => Self::Unlocked,
            Self::Undecided | Self::Rejected => Self::Approved,
            Self::Unconfirmed => Self::Confirmed,
            Self::PasswordExpired => Self::PasswordLasts,
            Self::NoSuperUser => Self::SuperUser,
            Self::Expired => Self::Lasting,
            other => panic!("what ends {other:?}?"),
        }
    }
}

pub(crate) async fn set_state(storage: &dyn Storage, user_id: &str, state: State) {
    edit_user(storage, user_id, [state.member()]).await;
}
