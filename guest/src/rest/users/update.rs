//! Changing an account, over REST.

use serde::Deserialize;

use crate::{
    call::Call,
    contract::{
        types::Authority,
        users::{Change, UpdateRequest},
    },
    documents::{ApprovalStatus, SignUpStatus},
    fault::Result,
    rest::{
        dates,
        input::{Flag, Nullable, Text, WithBody, given},
        output::Done,
    },
    users::{self, Changes},
};

#[cfg(test)]
use super::account::words;

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct UpdateInput {
    ust: Text,
}

/// The changes, and the account to change. Absent keys leave their values unchanged.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct UpdateBody {
    user_id: Option<Text>,
    #[serde(default)]
    username: Nullable<Text>,
    #[serde(default)]
    email: Nullable<Text>,
    #[serde(default)]
    display_name: Nullable<Text>,
    #[serde(default)]
    first_name: Nullable<Text>,
    #[serde(default)]
    middle_name: Nullable<Text>,
    #[serde(default)]
    last_name: Nullable<Text>,
    #[serde(default)]
    locale: Nullable<Text>,
    #[serde(default)]
    is_totp_enabled: Nullable<Flag>,
    #[serde(default)]
    totp_label: Nullable<Text>,
    #[serde(default)]
    is_locked: Nullable<Flag>,
    #[serde(default)]
    password_expiry: Nullable<Text>,
    #[serde(default)]
    password_must_change: Nullable<Flag>,
    #[serde(default)]
    #[cfg_attr(test, schemars(extend("enum" = words(SignUpStatus::WORDS, &[]))))]
    sign_up_status: Nullable<Text>,
    #[serde(default)]
    #[cfg_attr(test, schemars(extend("enum" = words(ApprovalStatus::WORDS, &[]))))]
    approval_status: Nullable<Text>,
}

/// PATCH /user.
pub(in crate::rest) fn update(
    call: &mut Call<'_>,
    WithBody { input, body }: WithBody<UpdateInput, UpdateBody>,
) -> Result<Done> {
    let authority = Authority::Session(input.ust.0);
    let user_id = given(body.user_id.clone());
    users::update(call, &authority, user_id.as_deref(), &body.changes())?;
    Ok(Done)
}

impl UpdateBody {
    fn changes(self) -> Changes {
        let mut is_malformed = false;
        let leaves_password_expiry = self.password_expiry == Nullable::Null;
        let mut understood = |text: Nullable<Text>, is_null_fine: bool| match text {
            Nullable::Value(text) => Some(text.0),
            Nullable::Absent => None,
            Nullable::Null => {
                is_malformed |= !is_null_fine;
                None
            }
        };
        let username = understood(self.username, false);
        let expiry_text = understood(self.password_expiry, true);
        let sign_up_text = understood(self.sign_up_status, false);
        let approval_text = understood(self.approval_status, false);
        let password_expiry = expiry_text.as_deref().map(dates::parse);
        let sign_up_status = sign_up_text.map(|text| SignUpStatus::of_word(&text));
        let approval_status = approval_text.map(|text| ApprovalStatus::of_word(&text));
        is_malformed |= password_expiry == Some(None)
            || sign_up_status == Some(None)
            || approval_status == Some(None);
        Changes {
            request: UpdateRequest {
                username,
                email: change(self.email),
                display_name: change(self.display_name),
                first_name: change(self.first_name),
                middle_name: change(self.middle_name),
                last_name: change(self.last_name),
                locale: change(self.locale),
                is_totp_enabled: truth(self.is_totp_enabled),
                totp_label: change(self.totp_label),
                is_locked: truth(self.is_locked),
                password_expiry: password_expiry.flatten().map(Into::into),
                password_must_change: truth(self.password_must_change),
                sign_up_status: sign_up_status.flatten().map(Into::into),
                approval_status: approval_status.flatten().map(Into::into),
            },
            is_malformed,
            leaves_password_expiry,
        }
    }
}

fn change(text: Nullable<Text>) -> Option<Change> {
    match text {
        Nullable::Absent => None,
        Nullable::Null => Some(Change::Clear),
        Nullable::Value(text) => Some(Change::Set(text.0)),
    }
}

fn truth(flag: Nullable<Flag>) -> Option<bool> {
    match flag {
        Nullable::Absent => None,
        Nullable::Null => Some(false),
        Nullable::Value(flag) => Some(flag.0),
    }
}
