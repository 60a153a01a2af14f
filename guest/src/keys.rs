//! The keys of the store. Nothing else makes one, and none can change once there is data.
//!
//! | key | document |
//! |---|---|
//! | `user/<id>` | the account, of an erased one what remains |
//! | `username/<canonical>` | whose the username is |
//! | `email/<blind>` | whose the proven e-mail address is |
//! | `email-of/<blind>/<user>` | that a user gave the address, proven or not |
//! | `signup/<digest>` | a confirmation token |
//! | `pending/<time>/<user>` | that the user waits for a decision |
//! | `super-user/<user>` | that the user is a super-user |
//! | `session/<user>/<digest>` | a session |
//! | `user-attr/<user>/<name>` | an attribute of a user |
//! | `session-attr/<user>/<digest>/<name>` | an attribute of a session |
//! | `outbox/<due>/<id>` | a message that waits to be sent |
//! | `audit/<time>/<id>` | an operation that changed something |
//! | `key-check` | the IDs of the secret keys in use |

pub mod kind;

use crate::{contract::storage::KeyRange, timestamp::Timestamp};

/// Bytes of a key.
const MAX_KEY: usize = 1_024;

/// The one document that tells which secret keys the data needs.
pub const KEY_CHECK: &str = "key-check";

/// An account.
#[must_use]
pub fn user(user_id: &str) -> String {
    format!("user/{user_id}")
}

/// All accounts.
#[must_use]
pub fn all_users() -> KeyRange {
    below("user/")
}

/// Whose a username is.
#[must_use]
pub fn username(canonical: &str) -> String {
    format!("username/{canonical}")
}

/// Whose a proven address is.
#[must_use]
pub fn email(blind: &str) -> String {
    format!("email/{blind}")
}

/// A user's claim to an address.
#[must_use]
pub fn email_of(blind: &str, user_id: &str) -> String {
    format!("email-of/{blind}/{user_id}")
}

/// A confirmation token.
#[must_use]
pub fn signup(digest: &str) -> String {
    format!("signup/{digest}")
}

/// A user who waits for a decision, since a moment.
#[must_use]
pub fn pending(since: Timestamp, user_id: &str) -> String {
    format!("pending/{}/{user_id}", since.sortable())
}

/// All users who wait for a decision, oldest first.
#[must_use]
pub fn all_pending() -> KeyRange {
    below("pending/")
}

/// A super-user.
#[must_use]
pub fn super_user(user_id: &str) -> String {
    format!("super-user/{user_id}")
}

/// All super-users.
#[must_use]
pub fn all_super_users() -> KeyRange {
    below("super-user/")
}

/// A session.
#[must_use]
pub fn session(user_id: &str, digest: &str) -> String {
    format!("session/{user_id}/{digest}")
}

/// All sessions of a user.
#[must_use]
pub fn all_sessions(user_id: &str) -> KeyRange {
    below(&format!("session/{user_id}/"))
}

/// An attribute of a user. The name is last, so that it may be any text.
#[must_use]
pub fn user_attribute(user_id: &str, name: &str) -> String {
    format!("user-attr/{user_id}/{name}")
}

/// All attributes of a user, in the order of their names.
#[must_use]
pub fn attributes_of_user(user_id: &str) -> KeyRange {
    below(&format!("user-attr/{user_id}/"))
}

/// All attributes of users.
#[must_use]
pub fn all_user_attributes() -> KeyRange {
    below("user-attr/")
}

/// An attribute of the session that is filed under a key.
#[must_use]
pub fn session_attribute(session_key: &str, name: &str) -> String {
    format!("session-attr/{}/{name}", below_session(session_key))
}

/// All attributes of the session that is filed under a key, in the order of their names.
#[must_use]
pub fn attributes_of_session(session_key: &str) -> KeyRange {
    below(&format!("session-attr/{}/", below_session(session_key)))
}

/// All attributes of all sessions of a user.
#[must_use]
pub fn attributes_of_sessions(user_id: &str) -> KeyRange {
    below(&format!("session-attr/{user_id}/"))
}

/// All attributes of sessions.
#[must_use]
pub fn all_session_attributes() -> KeyRange {
    below("session-attr/")
}

fn below_session(session_key: &str) -> &str {
    session_key.strip_prefix("session/").unwrap_or(session_key)
}

/// A message, due at a moment.
#[must_use]
pub fn outbox(due: Timestamp, id: &str) -> String {
    format!("outbox/{}/{id}", due.sortable())
}

/// A message, by what its key says after `outbox/`: the ID that a claim gives it.
#[must_use]
pub fn outbox_of(id: &str) -> String {
    format!("outbox/{id}")
}

/// The other way round.
#[must_use]
pub fn outbox_id(key: &str) -> &str {
    key.strip_prefix("outbox/").unwrap_or(key)
}

/// The messages due by a moment.
#[must_use]
pub fn outbox_due(by: Timestamp) -> KeyRange {
    KeyRange {
        start: "outbox/".to_owned(),
        end: format!("outbox/{}0", by.sortable()),
    }
}

/// All messages.
#[must_use]
pub fn all_outbox() -> KeyRange {
    below("outbox/")
}

/// An audit event.
#[must_use]
pub fn audit(time: Timestamp, id: &str) -> String {
    format!("audit/{}/{id}", time.sortable())
}

/// Every key there can be.
#[must_use]
pub fn everything() -> KeyRange {
    KeyRange {
        start: String::new(),
        end: char::MAX.to_string().repeat(MAX_KEY / char::MAX.len_utf8()),
    }
}

/// Whether a store takes it as a key, or at least as a question.
#[must_use]
pub fn is_possible(key: &str) -> bool {
    (1..=MAX_KEY).contains(&key.len()) && !key.contains('\0')
}

/// All keys below a prefix that ends in `/`; `0` is the byte after it.
fn below(prefix: &str) -> KeyRange {
    KeyRange {
        start: prefix.to_owned(),
        end: format!("{}0", prefix.trim_end_matches('/')),
    }
}
