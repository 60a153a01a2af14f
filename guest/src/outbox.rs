//! Messages that wait to be delivered.
//!
//! A message is stored, sealed and padded, in the commit of the change that causes it. It expires with
//! the token inside, after seven days at the latest. Mails and messages for callbacks have a queue each.
//! A host that delivers a message claims it for a limited time: the claim moves the document to the
//! moment at which the claim ends, so that the message is due again if the host does not report.

pub mod callbacks;
pub(crate) mod stored;

use serde::Serialize;

use crate::{
    call::Call,
    contract::outbox::{Content, Message},
    contract::storage::Check,
    documents::{KeyCheck, StoredMessage},
    fault::Result,
    identifiers::hexadecimal,
    key_check,
    keyring::Keyring,
    keys::{
        self,
        queue::{self, Queue},
    },
    limits::CLAIMED,
    outbox::stored::{Body, opened, resealed},
    platform::Platform,
    store::{self, Commit, Found, Slot},
    timestamp::Timestamp,
    tokens,
};

/// Days that a message waits to be delivered, at most.
pub(crate) const VALID_FOR: u32 = 7;
/// Attempts after which a message is not due again before it expires.
const MAX_ATTEMPTS: u32 = 10;
/// Seconds after the first failed attempt; doubled for each further one.
const FIRST_DELAY: u64 = 60;
const MAX_LEASE: u32 = 3_600;

/// A message to queue.
pub struct NewMessage<'a> {
    /// The recipient's address.
    pub to: &'a str,
    /// The username concerned.
    pub username: &'a str,
    /// The language of the account.
    pub locale: Option<&'a str>,
    /// The content.
    pub content: &'a Content,
    /// When the token inside expires, and the message with it.
    pub expires_at: Timestamp,
}

/// Whether the host delivers messages; if not, nothing must be queued.
///
/// # Errors
/// As [`Settings::main`](crate::settings::Settings::main).
pub fn is_configured(call: &Call<'_>) -> Result<bool> {
    Ok(call.settings.main()?.is_delivery_configured)
}

/// Adds a mail to a commit, which also notes the secret key that seals it.
///
/// # Errors
/// As [`Keyring::seal`]; if storage cannot be reached.
pub fn queue(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    message: &NewMessage<'_>,
) -> Result<()> {
    let body = Body {
        to: message.to.to_owned(),
        username: message.username.to_owned(),
        locale: message.locale.map(ToOwned::to_owned),
        content: message.content.into(),
        token_expires_at: message.expires_at,
    };
    key_check::note(commit, &key_check::read(call.platform)?, keyring)?;
    put(
        call,
        keyring,
        commit,
        Queue::Outbox,
        &body,
        message.expires_at,
    )
}

/// Adds a message to a queue. The commit has to note the secret key.
fn put(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    queue: Queue,
    body: &impl Serialize,
    expires_at: Timestamp,
) -> Result<()> {
    let key = queue.key(call.now, &hexadecimal(&call.platform.random(8)));
    let stored = StoredMessage {
        sealed: stored::sealed(call.platform, keyring, &key, body)?,
        claim: None,
        attempts: 0,
        expires_at: expires_at.min(call.now.plus_days(VALID_FOR)),
    };
    commit.put(key, &stored)
}

/// Takes mails that are due.
///
/// # Errors
/// As `outbox.claim` in `wit/`.
pub fn claim(call: &mut Call<'_>, limit: u32, lease_seconds: u32) -> Result<Vec<Message>> {
    call.audited("outbox.claim", |call| {
        claim_from(call, Queue::Outbox, limit, lease_seconds, opened)
    })
}

/// Opens a stored message for the host that claims it, with its new ID and claim. `None` if no secret
/// key opens it.
type Open<T> = fn(&Keyring, &Found<StoredMessage>, String, &str) -> Option<T>;

fn claim_from<T>(
    call: &Call<'_>,
    queue: Queue,
    limit: u32,
    lease_seconds: u32,
    open: Open<T>,
) -> Result<Vec<T>> {
    let keyring = call.keyring()?;
    let limit = limit.clamp(1, CLAIMED);
    let lease = lease_seconds.clamp(1, MAX_LEASE);
    let due = queue.due(call.now);
    let found = store::scan::<StoredMessage>(call.platform, call.now, due, limit)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut moving = Moving::begin(call, &keyring)?;
    let mut messages = Vec::new();
    for stored in found {
        // The others stay due.
        if !moving.commit.has_room_for_another() {
            break;
        }
        let claim = tokens::new_token(call.platform);
        let until = call.now.plus_seconds(u64::from(lease));
        let key = moved_to(&stored.check, until);
        let id = queue::claim_id(&key).to_owned();
        messages.extend(open(&keyring, &stored, id, &claim));
        let claimed = StoredMessage {
            claim: Some(tokens::digest(&claim)),
            ..stored.document.clone()
        };
        moving.replace(&stored, key, claimed)?;
    }
    call.commit(moving.commit)?;
    Ok(messages)
}

/// Removes a message that was delivered.
///
/// # Errors
/// As `outbox.done` in `wit/`.
pub fn done(call: &mut Call<'_>, id: &str, claim: &str) -> Result<()> {
    call.audited("outbox.done", |call| {
        if let Some(stored) = claimed_message(call, id, claim)? {
            let mut commit = Commit::default();
            commit.check(&stored.check);
            commit.delete(stored.check.key.clone());
            call.commit(commit)?;
        }
        Ok(())
    })
}

/// Puts back a message that could not be delivered, to be tried again later.
///
/// # Errors
/// As `outbox.failed` in `wit/`.
pub fn failed(call: &mut Call<'_>, id: &str, claim: &str) -> Result<()> {
    call.audited("outbox.failed", |call| {
        let Some(stored) = claimed_message(call, id, claim)? else {
            return Ok(());
        };
        let attempts = stored.attempts.saturating_add(1);
        let due = if attempts >= MAX_ATTEMPTS {
            stored.expires_at
        } else {
            let delay = FIRST_DELAY.saturating_mul(1 << (attempts - 1));
            call.now.plus_seconds(delay)
        };
        let again = StoredMessage {
            attempts,
            claim: None,
            ..stored.document.clone()
        };
        let key = moved_to(&stored.check, due);
        let keyring = call.keyring()?;
        let mut moving = Moving::begin(call, &keyring)?;
        moving.replace(&stored, key, again)?;
        call.commit(moving.commit)
    })
}

fn claimed_message(call: &Call<'_>, id: &str, claim: &str) -> Result<Option<Found<StoredMessage>>> {
    let key = queue::claimed(id);
    if !keys::is_possible(&key) {
        return Ok(None);
    }
    let stored = store::read_one::<StoredMessage>(call.platform, call.now, key)?.found();
    let digest = tokens::digest(claim);
    Ok(stored.filter(|stored| stored.claim.as_deref() == Some(&digest)))
}

/// The key at another due time.
fn moved_to(check: &Check, due: Timestamp) -> String {
    Queue::of(&check.key).key(due, StoredMessage::id(&check.key))
}

/// Messages that move to other keys of the store, in one commit.
///
/// They may move to keys that a pass over all messages (`maintenance/rekey.rs`) has visited already. So
/// they are sealed again with the first secret key if necessary, and the commit notes it.
struct Moving<'a> {
    platform: &'a dyn Platform,
    keyring: &'a Keyring,
    noted: Slot<KeyCheck>,
    commit: Commit,
}

impl<'a> Moving<'a> {
    fn begin(call: &Call<'a>, keyring: &'a Keyring) -> Result<Self> {
        Ok(Self {
            platform: call.platform,
            keyring,
            noted: key_check::read(call.platform)?,
            commit: Commit::default(),
        })
    }

    fn replace(
        &mut self,
        old: &Found<StoredMessage>,
        key: String,
        mut new: StoredMessage,
    ) -> Result<()> {
        if let Some(sealed) = resealed(self.platform, self.keyring, old)? {
            new.sealed = sealed;
        }
        key_check::note(&mut self.commit, &self.noted, self.keyring)?;
        self.commit.check(&old.check);
        self.commit.delete(old.check.key.clone());
        self.commit.put(key, &new)
    }
}
