//! A message as it is stored: sealed for the part of its key that never changes.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    contract::outbox::{
        Content, EmailConfirm, Message, PasswordReset, SignupConfirm, SignupRejected,
    },
    documents::StoredMessage,
    fault::{Fault, Result},
    keyring::{Keyring, Purpose},
    keys::queue::Queue,
    platform::Platform,
    store::Found,
    timestamp::Timestamp,
};

/// The length of a message in clear is padded to a multiple of this number of bytes.
const PADDED_TO: usize = 1_024;

/// The purpose of the secret key for a queue: each queue has its own.
fn purpose(key: &str) -> Purpose {
    match Queue::of(key) {
        Queue::Outbox => Purpose::Outbox,
        Queue::Callback => Purpose::Callback,
    }
}

/// Seals a body for a key. It is padded, so that its length does not reveal the length of a name.
pub(crate) fn sealed(
    platform: &dyn Platform,
    keyring: &Keyring,
    key: &str,
    body: &impl Serialize,
) -> Result<String> {
    let mut plaintext = serde_json::to_vec(body)
        .map_err(|_| Fault::Unavailable("a message cannot be written".to_owned()))?;
    // Parsers ignore white space after JSON.
    plaintext.resize(plaintext.len().next_multiple_of(PADDED_TO), b' ');
    keyring.seal(platform, purpose(key), StoredMessage::id(key), &plaintext)
}

/// Opens and parses a body. `None` if that is not possible.
pub(crate) fn body<T: DeserializeOwned>(
    keyring: &Keyring,
    stored: &Found<StoredMessage>,
) -> Option<T> {
    let key = &stored.check.key;
    let plaintext = keyring.open(purpose(key), StoredMessage::id(key), &stored.sealed)?;
    serde_json::from_str(str::from_utf8(&plaintext).ok()?).ok()
}

/// Opens a claimed mail. `None` if that is not possible.
pub(crate) fn opened(
    keyring: &Keyring,
    stored: &Found<StoredMessage>,
    id: String,
    claim: &str,
) -> Option<Message> {
    let body: Body = body(keyring, stored)?;
    Some(Message {
        id,
        claim: claim.to_owned(),
        to: body.to,
        username: body.username,
        locale: body.locale,
        content: match body.content {
            StoredContent::SignupWelcome => Content::SignupWelcome,
            StoredContent::SignupRejected { reason } => {
                Content::SignupRejected(SignupRejected { reason })
            }
            StoredContent::SignupConfirm {
                confirm_token,
                email_has_owner,
            } => Content::SignupConfirm(SignupConfirm {
                confirm_token,
                expiration_time: body.token_expires_at.into(),
                email_has_owner,
            }),
            StoredContent::PasswordReset { token } => Content::PasswordReset(PasswordReset {
                token,
                expiration_time: body.token_expires_at.into(),
            }),
            StoredContent::EmailConfirm {
                confirm_token,
                email_has_owner,
            } => Content::EmailConfirm(EmailConfirm {
                confirm_token,
                expiration_time: body.token_expires_at.into(),
                email_has_owner,
            }),
            StoredContent::EmailChanged => Content::EmailChanged,
        },
        attempts: stored.attempts,
    })
}

/// Seals the text again with the first key. `None` if it is sealed with the first key already.
pub(crate) fn resealed(
    platform: &dyn Platform,
    keyring: &Keyring,
    stored: &Found<StoredMessage>,
) -> Result<Option<String>> {
    let (purpose, id) = (
        purpose(&stored.check.key),
        StoredMessage::id(&stored.check.key),
    );
    match keyring.open_by(purpose, id, &stored.sealed) {
        Some(opened) if !opened.is_by_first() => {
            let sealed = keyring.seal(platform, purpose, id, &opened.plaintext)?;
            Ok(Some(sealed))
        }
        _ => Ok(None),
    }
}

/// The sealed contents of a mail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) to: String,
    pub(crate) username: String,
    #[serde(default)]
    pub(crate) locale: Option<String>,
    pub(crate) content: StoredContent,
    pub(crate) token_expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StoredContent {
    SignupConfirm {
        confirm_token: String,
        email_has_owner: bool,
    },
    SignupWelcome,
    SignupRejected {
        reason: Option<String>,
    },
    PasswordReset {
        token: String,
    },
    EmailConfirm {
        confirm_token: String,
        email_has_owner: bool,
    },
    EmailChanged,
}

impl From<&Content> for StoredContent {
    fn from(content: &Content) -> Self {
        match content {
            Content::SignupConfirm(confirm) => Self::SignupConfirm {
                confirm_token: confirm.confirm_token.clone(),
                email_has_owner: confirm.email_has_owner,
            },
            Content::SignupWelcome => Self::SignupWelcome,
            Content::SignupRejected(rejected) => Self::SignupRejected {
                reason: rejected.reason.clone(),
            },
            Content::PasswordReset(reset) => Self::PasswordReset {
                token: reset.token.clone(),
            },
            Content::EmailConfirm(confirm) => Self::EmailConfirm {
                confirm_token: confirm.confirm_token.clone(),
                email_has_owner: confirm.email_has_owner,
            },
            Content::EmailChanged => Self::EmailChanged,
        }
    }
}
