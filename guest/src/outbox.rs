//! Messages that wait to be sent.
//!
//! A message is stored in the commit of the change that causes it, sealed, and ends with the
//! token inside, after seven days at the latest. Whoever delivers claims it for a while: claiming
//! moves the document to the moment at which the claim ends, so that it is due again by itself if
//! nothing more is heard of the claimant.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    contract::outbox::{Content, Message, SignupConfirm, SignupRejected},
    contract::storage::Check,
    fault::{Fault, Result},
    identifiers::hexadecimal,
    keyring::{Keyring, Purpose},
    keys,
    platform::Platform,
    settings::main_stanza,
    store::{self, Commit, Document, Found},
    timestamp::Timestamp,
    tokens,
};

/// Days a message waits at most.
const VALID_FOR: u32 = 7;
/// Attempts before a message is parked until it ends.
const MAX_ATTEMPTS: u32 = 10;
/// Seconds after the first failed attempt; doubled for each further one.
const FIRST_DELAY: u64 = 60;
const MAX_CLAIMED: u32 = 100;
const MAX_LEASE: u32 = 3_600;

/// A message to queue.
pub struct Letter<'a> {
    /// The recipient's address.
    pub to: &'a str,
    /// The username concerned.
    pub username: &'a str,
    /// What it says.
    pub content: &'a Content,
    /// When the token inside ends.
    pub expires_at: Timestamp,
}

/// Whether anybody delivers; if not, nothing is to be queued.
#[must_use]
pub fn is_configured(platform: &dyn Platform) -> bool {
    main_stanza::is_delivery_configured(platform)
}

/// Adds a message to a commit.
///
/// # Errors
/// As [`Keyring::seal`].
pub fn queue(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    letter: &Letter<'_>,
) -> Result<()> {
    let id = hexadecimal(&call.platform.random(8));
    let body = Body {
        to: letter.to.to_owned(),
        username: letter.username.to_owned(),
        content: letter.content.into(),
        token_expires_at: letter.expires_at,
    };
    let plaintext = serde_json::to_vec(&body)
        .map_err(|_| Fault::Unavailable("a message cannot be written".to_owned()))?;
    let sealed = keyring.seal(call.platform, Purpose::Outbox, &id, &plaintext)?;
    let stored = Stored {
        sealed,
        claim: None,
        attempts: 0,
        expires_at: letter.expires_at.min(call.now.plus_days(VALID_FOR)),
    };
    commit.put(keys::outbox(call.now, &id), &stored)
}

/// Takes messages that are due.
///
/// # Errors
/// As `outbox.claim` in `wit/`.
pub fn claim(call: &mut Call<'_>, limit: u32, lease_seconds: u32) -> Result<Vec<Message>> {
    call.audited("outbox.claim", |call| {
        let keyring = Keyring::load(call.platform)?;
        let limit = limit.clamp(1, MAX_CLAIMED);
        let lease = lease_seconds.clamp(1, MAX_LEASE);
        let due = keys::outbox_due(call.now);
        let mut commit = Commit::default();
        let mut messages = Vec::new();
        for stored in store::scan::<Stored>(call.platform, call.now, &due, limit, 0)? {
            let claim = tokens::new_token(call.platform);
            let until = call.now.plus_seconds(u64::from(lease));
            let (id, key) = moved_to(&stored.check, until);
            if let Some(message) = open(&keyring, &stored, id, &claim) {
                messages.push(message);
            }
            let claimed = Stored {
                claim: Some(tokens::digest(&claim)),
                ..stored.document.clone()
            };
            replace(&mut commit, &stored, key, &claimed)?;
        }
        if !commit.is_empty() {
            commit.commit(call.platform)?;
        }
        Ok(messages)
    })
}

/// Forgets a message that was sent.
///
/// # Errors
/// As `outbox.done` in `wit/`.
pub fn done(call: &mut Call<'_>, id: &str, claim: &str) -> Result<()> {
    call.audited("outbox.done", |call| {
        if let Some(stored) = claimed(call, id, claim)? {
            let mut commit = Commit::default();
            commit.check(&stored.check);
            commit.delete(stored.check.key.clone());
            commit.commit(call.platform)?;
        }
        Ok(())
    })
}

/// Puts a message that could not be sent back, for later.
///
/// # Errors
/// As `outbox.failed` in `wit/`.
pub fn failed(call: &mut Call<'_>, id: &str, claim: &str) -> Result<()> {
    call.audited("outbox.failed", |call| {
        let Some(stored) = claimed(call, id, claim)? else {
            return Ok(());
        };
        let attempts = stored.attempts.saturating_add(1);
        let due = if attempts >= MAX_ATTEMPTS {
            stored.expires_at
        } else {
            let delay = FIRST_DELAY.saturating_mul(1 << (attempts - 1));
            call.now.plus_seconds(delay)
        };
        let again = Stored {
            attempts,
            claim: None,
            ..stored.document.clone()
        };
        let (_, key) = moved_to(&stored.check, due);
        let mut commit = Commit::default();
        replace(&mut commit, &stored, key, &again)?;
        commit.commit(call.platform)
    })
}

fn claimed(call: &Call<'_>, id: &str, claim: &str) -> Result<Option<Found<Stored>>> {
    let key = keys::outbox_of(id);
    let stored = store::read_one::<Stored>(call.platform, call.now, key)?.found();
    let digest = tokens::digest(claim);
    Ok(stored.filter(|stored| stored.claim.as_deref() == Some(&digest)))
}

/// The message ID and the key at another due time.
fn moved_to(check: &Check, due: Timestamp) -> (String, String) {
    let key = keys::outbox(due, letter_id(check));
    (keys::outbox_id(&key).to_owned(), key)
}

/// What stays of the key, wherever it moves.
fn letter_id(check: &Check) -> &str {
    check.key.rsplit('/').next().unwrap_or_default()
}

fn replace(commit: &mut Commit, old: &Found<Stored>, key: String, new: &Stored) -> Result<()> {
    commit.check(&old.check);
    commit.delete(old.check.key.clone());
    commit.put(key, new)
}

fn open(keyring: &Keyring, stored: &Found<Stored>, id: String, claim: &str) -> Option<Message> {
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
        },
        attempts: stored.attempts,
    })
}

/// `outbox/<due>/<id>`.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stored {
    sealed: String,
    /// Digest of the claim in force.
    claim: Option<String>,
    attempts: u32,
    expires_at: Timestamp,
}

impl Document for Stored {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Body {
    to: String,
    username: String,
    content: StoredContent,
    token_expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    clippy::enum_variant_names,
    reason = "the names are those of the contract"
)]
enum StoredContent {
    SignupConfirm {
        confirm_token: String,
        email_has_owner: bool,
    },
    SignupWelcome,
    SignupRejected {
        reason: Option<String>,
    },
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
        }
    }
}
