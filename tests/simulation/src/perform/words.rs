//! Conversions between the simulation's types and those of the contract.

use vestibule_guest::contract::{
    Datetime,
    registration::SignupRequest,
    sessions::Session,
    users::{ApprovalStatus, Change, CreateRequest, SignUpStatus, UpdateRequest, User},
};

use crate::{
    model::{Approval, NOBODY, Seen},
    operation::{Changes, NewAccount},
};

pub(super) fn signup_request(new: &NewAccount) -> SignupRequest {
    SignupRequest {
        username: new.username.clone(),
        password: new.password.clone(),
        email: new.email.clone(),
        app_list: vec![new.app.clone()],
        locale: new.locale.map(ToOwned::to_owned),
    }
}

pub(super) fn create_request(new: &NewAccount) -> CreateRequest {
    CreateRequest {
        username: new.username.clone(),
        password: Some(new.password.clone()),
        password_must_change: false,
        email: new.email.clone(),
        display_name: None,
        first_name: None,
        middle_name: None,
        last_name: None,
        locale: new.locale.map(ToOwned::to_owned),
        is_locked: false,
        sign_up_status: None,
        is_rate_limit_active: false,
        rate_limit_def: None,
        is_totp_enabled: new.is_totp_enabled,
        totp_key: new.totp_key.map(ToOwned::to_owned),
        totp_label: None,
        auto_approve: false,
        is_super_user: new.is_super_user,
    }
}

pub(super) fn update_request(changes: &Changes) -> UpdateRequest {
    let set = |text: &Option<String>| text.clone().map_or(Change::Clear, Change::Set);
    UpdateRequest {
        username: changes.username.clone(),
        email: changes.email.as_ref().map(set),
        display_name: changes.display_name.clone().map(Change::Set),
        first_name: changes.first_name.clone().map(Change::Set),
        middle_name: None,
        last_name: None,
        locale: changes.locale.map(|tag| Change::Set(tag.to_owned())),
        is_totp_enabled: changes.is_totp_enabled,
        totp_label: None,
        is_locked: changes.is_locked,
        password_expiry: changes.password_expiry.map(|seconds| Datetime {
            seconds,
            nanoseconds: 0,
        }),
        password_must_change: changes.must_change,
        sign_up_status: changes.is_confirmed.map(sign_up_status),
        approval_status: changes.approval.map(approval_status),
    }
}

pub(super) fn sign_up_status(is_confirmed: bool) -> SignUpStatus {
    match is_confirmed {
        true => SignUpStatus::Final,
        false => SignUpStatus::BeforeConfirmation,
    }
}

pub(super) fn approval_status(approval: Approval) -> ApprovalStatus {
    match approval {
        Approval::Waits => ApprovalStatus::BeforeDecision,
        Approval::Approved => ApprovalStatus::Approved,
        Approval::Rejected => ApprovalStatus::Rejected,
    }
}

pub(super) fn see_session(session: Option<Session>) -> String {
    session.map_or(NOBODY.to_owned(), |session| session.user_id)
}

pub(super) fn see_user(user: &User) -> String {
    let administration = user.administration.as_ref();
    let seen = Seen {
        user_id: &user.user_id,
        username: user.username.as_deref(),
        email: user.email.as_deref(),
        is_verified: user.email_verified,
        is_confirmed: administration.map(|more| more.sign_up_status == SignUpStatus::Final),
        approval: administration.map(|more| match more.approval_status {
            ApprovalStatus::BeforeDecision => "waits",
            ApprovalStatus::Approved => "approved",
            ApprovalStatus::Rejected => "rejected",
        }),
    };
    seen.to_string()
}
