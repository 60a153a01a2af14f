//! An account in responses. Members that only super-users see are absent for others, not null.

use serde::Serialize;

use crate::{
    contract::{
        Datetime,
        users::{User, UserAdministration},
    },
    documents::{ApprovalStatus, SignUpStatus},
};

use super::iso;

/// An account.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct Account {
    email: Option<String>,
    #[serde(flatten)]
    person: Person,
    #[serde(flatten)]
    administration: Option<Administration>,
    #[serde(flatten)]
    locking: Option<Locking>,
}

/// An account that was just created.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct Created {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(flatten)]
    person: Person,
    #[serde(flatten)]
    administration: Option<Administration>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Person {
    user_id: String,
    username: Option<String>,
    email_verified: bool,
    display_name: Option<String>,
    first_name: Option<String>,
    middle_name: Option<String>,
    last_name: Option<String>,
    locale: Option<String>,
    is_totp_enabled: bool,
    totp_label: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Administration {
    is_active: bool,
    is_internal: bool,
    is_super_user: bool,
    is_approval_needed: bool,
    #[cfg_attr(test, schemars(extend("enum" = words(ApprovalStatus::WORDS, &[]))))]
    approval_status: &'static str,
    approval_status_mod_time: String,
    approval_status_mod_by: String,
    is_locked: bool,
    password_is_set: bool,
    password_last_set: Option<String>,
    password_expiry: Option<String>,
    password_must_change: bool,
    #[cfg_attr(test, schemars(extend("enum" = words(SignUpStatus::WORDS, &[]))))]
    sign_up_status: &'static str,
    sign_up_time: Option<String>,
}

/// The members that an account does not have when it is created.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Locking {
    locked_time: Option<String>,
    locked_by: Option<String>,
    /// Reserved; JSON text.
    creation_ctx: &'static str,
}

/// The accepted words and other accepted values, for the description of the API.
#[cfg(test)]
pub(in crate::rest) fn words(
    words: &[&'static str],
    others: &[Option<&'static str>],
) -> Vec<Option<&'static str>> {
    let words = words.iter().map(|word| Some(*word));
    words.chain(others.iter().copied()).collect()
}

impl From<User> for Account {
    fn from(user: User) -> Self {
        Self {
            email: user.email.clone(),
            locking: user.administration.as_ref().map(Locking::of),
            administration: user.administration.as_ref().map(Administration::of),
            person: Person::of(user),
        }
    }
}

impl From<User> for Created {
    fn from(user: User) -> Self {
        Self {
            email: user.email.clone(),
            administration: user.administration.as_ref().map(Administration::of),
            person: Person::of(user),
        }
    }
}

impl Person {
    fn of(user: User) -> Self {
        Self {
            user_id: user.user_id,
            username: user.username,
            email_verified: user.email_verified,
            display_name: user.display_name,
            first_name: user.first_name,
            middle_name: user.middle_name,
            last_name: user.last_name,
            locale: user.locale,
            is_totp_enabled: user.is_totp_enabled,
            totp_label: user.totp_label,
        }
    }
}

impl Administration {
    fn of(user: &UserAdministration) -> Self {
        let date = |date: &Option<Datetime>| date.as_ref().map(iso);
        Self {
            is_active: user.is_active,
            is_internal: user.is_internal,
            is_super_user: user.is_super_user,
            is_approval_needed: user.is_approval_needed,
            approval_status: ApprovalStatus::from(user.approval_status).as_str(),
            approval_status_mod_time: iso(&user.approval_status_mod_time),
            approval_status_mod_by: user.approval_status_mod_by.clone(),
            is_locked: user.is_locked,
            password_is_set: user.password_is_set,
            password_last_set: date(&user.password_last_set),
            password_expiry: date(&user.password_expiry),
            password_must_change: user.password_must_change,
            sign_up_status: SignUpStatus::from(user.sign_up_status).as_str(),
            sign_up_time: date(&user.sign_up_time),
        }
    }
}

impl Locking {
    fn of(user: &UserAdministration) -> Self {
        Self {
            locked_time: user.locked_time.as_ref().map(iso),
            locked_by: user.locked_by.clone(),
            creation_ctx: "null",
        }
    }
}
