//! An account in the form of the contract.

use crate::{
    account::open_email,
    contract::users::{self, UserAdministration},
    documents::{ApprovalStatus, User},
    keyring::Keyring,
};

/// An account; `with_administration` includes what only super-users see.
#[must_use]
pub fn describe_user(keyring: &Keyring, user: &User, with_administration: bool) -> users::User {
    users::User {
        user_id: user.user_id.clone(),
        username: user.username.clone(),
        email: open_email(keyring, user),
        email_verified: user.email_verified,
        display_name: user.display_name.clone(),
        first_name: user.first_name.clone(),
        middle_name: user.middle_name.clone(),
        last_name: user.last_name.clone(),
        locale: user.locale.clone(),
        is_totp_enabled: user.is_totp_enabled,
        totp_label: user.totp_label.clone().unwrap_or_default(),
        administration: with_administration.then(|| administration(user)),
    }
}

fn administration(user: &User) -> UserAdministration {
    UserAdministration {
        is_active: true,
        is_internal: false,
        is_super_user: user.is_super_user,
        is_approval_needed: user.approval_status == ApprovalStatus::BeforeDecision,
        approval_status: user.approval_status.into(),
        approval_status_mod_time: user.approval_status_mod_time.into(),
        approval_status_mod_by: user.approval_status_mod_by.clone(),
        is_locked: user.is_locked,
        locked_time: user.locked_time.map(Into::into),
        locked_by: user.locked_by.clone(),
        password_is_set: user.password.is_some(),
        password_last_set: user.password_last_set.map(Into::into),
        password_expiry: user.password_expiry.map(Into::into),
        password_must_change: user.password_must_change,
        sign_up_status: user.sign_up_status.into(),
        sign_up_time: user.sign_up_time.map(Into::into),
        is_rate_limit_active: user.is_rate_limit_active,
        rate_limit_def: user.rate_limit_def.clone(),
    }
}
