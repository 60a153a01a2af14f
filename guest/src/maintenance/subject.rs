//! A document to inspect: what it says by itself, and which others it has to agree with.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    account::search_index,
    contract::{maintenance::Flaw, storage::Entry},
    documents::{
        AttemptSlot, KeyCheck, KnownSource, Layout, Link, Pointer, Rate, Reset, SearchDocument,
        Session, SessionLog, SignUpToken, User, Wait,
    },
    keyring::Keyring,
    keys::{self, kind::Kind},
    outbox::stored::{Stored, message_id_of, purpose},
};

use super::{
    attribute::{self, Kept},
    mail::Mail,
};

/// Confirmation tokens of a user that are looked at. Ours have two.
const MAX_TOKENS: usize = 16;
/// Other secret keys under which an address is looked for.
const MAX_INDEXES: usize = 32;

/// A document, as one of its kind.
pub(super) enum Matter {
    User(Box<User>, Option<Mail>),
    Pointer(Pointer),
    Search(SearchDocument),
    Token(SignUpToken),
    Session(Session),
    SessionLog(SessionLog),
    /// That a source is known to a user.
    KnownSource(KnownSource),
    Link,
    Rate(Rate),
    Reset(Reset),
    Attribute(Kept),
    /// With the secret key it is sealed with, if one opens it.
    Message(Stored, Option<usize>),
    /// Agrees with nothing else.
    Alone,
    /// Wrong whatever else there is.
    Wrong(Flaw),
}

/// A document to inspect.
pub(super) struct Subject {
    pub(super) key: String,
    pub(super) version: u64,
    pub(super) matter: Matter,
}

impl Subject {
    pub(super) fn new(keyring: &Keyring, entry: &Entry) -> Self {
        let matter = match Kind::of(&entry.key) {
            Some(kind) => understand(keyring, kind, entry),
            None => Some(Matter::Wrong(Flaw::UnknownKey)),
        };
        Self {
            key: entry.key.clone(),
            version: entry.version,
            matter: matter.unwrap_or(Matter::Wrong(Flaw::Malformed)),
        }
    }

    /// The keys of the documents it has to agree with.
    pub(super) fn related(&self) -> Vec<String> {
        let mut related = match &self.matter {
            Matter::User(user, mail) => of_user(user, mail.as_ref()),
            Matter::Pointer(pointer) => of_pointer(&self.key, pointer),
            Matter::Search(found) => vec![keys::user(&found.user_id)],
            Matter::Token(token) => vec![keys::user(&token.user_id)],
            Matter::Session(_)
            | Matter::SessionLog(_)
            | Matter::KnownSource(_)
            | Matter::Link
            | Matter::Rate(_) => of_key(&self.key),
            Matter::Reset(reset) => {
                let mut related = of_key(&self.key);
                related.push(keys::reset(&reset.token));
                related
            }
            Matter::Attribute(_) => Kind::of(&self.key).map_or_else(Vec::new, attribute::related),
            Matter::Message(..) => vec![keys::KEY_CHECK.to_owned()],
            Matter::Alone | Matter::Wrong(_) => Vec::new(),
        };
        related.retain(|key| keys::is_possible(key));
        related
    }
}

/// None if it is no document of its kind.
fn understand(keyring: &Keyring, kind: Kind<'_>, entry: &Entry) -> Option<Matter> {
    Some(match kind {
        Kind::User(user_id) => {
            let user: Box<User> = Box::new(parse(entry)?);
            if user.user_id != user_id {
                return None;
            }
            let mail = Mail::open(keyring, &user);
            Matter::User(user, mail)
        }
        Kind::Username(_)
        | Kind::Email(_)
        | Kind::EmailOf { .. }
        | Kind::Pending { .. }
        | Kind::SuperUser(_)
        | Kind::LinkedTo { .. }
        | Kind::Reset(_) => Matter::Pointer(parse(entry)?),
        Kind::ResetOf(_) => Matter::Reset(parse(entry)?),
        Kind::UserByName { .. } => Matter::Search(parse(entry)?),
        Kind::SignUp(_) => Matter::Token(parse(entry)?),
        Kind::Session { .. } => Matter::Session(parse(entry)?),
        Kind::SessionLog { .. } => Matter::SessionLog(parse(entry)?),
        Kind::KnownSource(_) => Matter::KnownSource(parse(entry)?),
        Kind::Attempt => {
            parse::<AttemptSlot>(entry)?;
            Matter::Alone
        }
        Kind::Wait => {
            parse::<Wait>(entry)?;
            Matter::Alone
        }
        Kind::Link { .. } => {
            parse::<Link>(entry)?;
            Matter::Link
        }
        Kind::Rate(_) => Matter::Rate(parse(entry)?),
        Kind::UserAttribute { .. } | Kind::SessionAttribute { .. } => {
            Matter::Attribute(Kept::of(keyring, entry)?)
        }
        Kind::Outbox | Kind::Callback => {
            let stored: Stored = parse(entry)?;
            let id = message_id_of(&entry.key);
            let opened = keyring.open_by(purpose(&entry.key), id, &stored.sealed);
            Matter::Message(stored, opened.map(|opened| opened.position))
        }
        Kind::Audit => {
            let event: Map<String, Value> = parse(entry)?;
            let is_event = event.get("time")?.is_i64() && event.get("operation")?.is_string();
            return is_event.then_some(Matter::Alone);
        }
        Kind::KeyCheck => {
            parse::<KeyCheck>(entry)?;
            Matter::Alone
        }
        Kind::Layout => {
            parse::<Layout>(entry)?;
            Matter::Alone
        }
    })
}

fn parse<T: DeserializeOwned>(entry: &Entry) -> Option<T> {
    serde_json::from_str(&entry.value).ok()
}

fn of_pointer(key: &str, pointer: &Pointer) -> Vec<String> {
    let mut related = vec![keys::user(&pointer.user_id)];
    related.extend(match Kind::of(key) {
        Some(Kind::LinkedTo {
            auth_type,
            auth_username,
        }) => Some(keys::link(&pointer.user_id, auth_type, auth_username)),
        Some(Kind::Reset(_)) => Some(keys::reset_of(&pointer.user_id)),
        _ => None,
    });
    related
}

/// What a document below a user has to agree with.
fn of_key(key: &str) -> Vec<String> {
    match Kind::of(key) {
        Some(
            Kind::Session { user, .. }
            | Kind::KnownSource(user)
            | Kind::Rate(user)
            | Kind::ResetOf(user),
        ) => {
            vec![keys::user(user)]
        }
        Some(Kind::SessionLog { user, digest }) => vec![keys::session(user, digest)],
        Some(Kind::Link {
            user,
            auth_type,
            auth_username,
        }) => vec![keys::user(user), keys::linked_to(auth_type, auth_username)],
        _ => Vec::new(),
    }
}

fn of_user(user: &User, mail: Option<&Mail>) -> Vec<String> {
    let mut related = vec![
        keys::KEY_CHECK.to_owned(),
        keys::super_user(&user.user_id),
        search_index::key(user),
    ];
    related.extend(user.canonical_username.as_deref().map(keys::username));
    if let Some(since) = user.sign_up_time {
        related.push(keys::pending(since, &user.user_id));
    }
    if let Some(index) = &user.email_index {
        related.push(keys::email(index));
        related.push(keys::email_of(index, &user.user_id));
    }
    let indexes = mail.iter().flat_map(|mail| &mail.indexes).take(MAX_INDEXES);
    related.extend(indexes.map(|index| keys::email(index)));
    let tokens = user.sign_up_tokens.iter().take(MAX_TOKENS);
    related.extend(tokens.map(|digest| keys::signup(digest)));
    related
}
