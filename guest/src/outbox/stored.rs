//! A message as it is stored: sealed under the part of its key that never changes.

use serde::{Deserialize, Serialize};

use crate::{
    contract::{
        outbox::{Content, EmailConfirm, Message, SignupConfirm, SignupRejected},
        storage::Check,
    },
    fault::Result,
    keyring::{Keyring, Purpose},
    platform::Platform,
    store::{Document, Found},
    timestamp::Timestamp,
};

/// What stays of the key, wherever it moves.
pub(crate) fn letter_id(check: &Check) -> &str {
    letter_id_of(&check.key)
}

/// The same of a key.
pub(crate) fn letter_id_of(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or_default()
}

/// The message of a claim, if it can be read.
pub(crate) fn opened(
    keyring: &Keyring,
    stored: &Found<Stored>,
    id: String,
    claim: &str,
) -> Option<Message> {
    let plaintext = keyring.open(Purpose::Outbox, letter_id(&stored.check), &stored.sealed)?;
    let body: Body = serde_json::from_slice(&plaintext).ok()?;
    Some(Message {
        id,
        claim: claim.to_owned(),
        to: body.to,
        username: body.username,
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

/// The sealed text under the first key, if it is under another one.
pub(crate) fn resealed(
    platform: &dyn Platform,
    keyring: &Keyring,
    stored: &Found<Stored>,
) -> Result<Option<String>> {
    let id = letter_id(&stored.check);
    match keyring.open_by(Purpose::Outbox, id, &stored.sealed) {
        Some(opened) if !opened.is_by_first() => {
            let sealed = keyring.seal(platform, Purpose::Outbox, id, &opened.plaintext)?;
            Ok(Some(sealed))
        }
        _ => Ok(None),
    }
}

/// `outbox/<due>/<id>`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) sealed: String,
    /// Digest of the claim in force.
    pub(crate) claim: Option<String>,
    pub(crate) attempts: u32,
    pub(crate) expires_at: Timestamp,
}

impl Document for Stored {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) to: String,
    pub(crate) username: String,
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
            Content::EmailConfirm(confirm) => Self::EmailConfirm {
                confirm_token: confirm.confirm_token.clone(),
                email_has_owner: confirm.email_has_owner,
            },
            Content::EmailChanged => Self::EmailChanged,
        }
    }
}
