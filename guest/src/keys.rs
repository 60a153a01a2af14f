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
//! | `reset/<digest>` | a password reset token |
//! | `reset-of/<user>` | the password reset that a user has begun |
//! | `outbox/<due>/<id>` | a message that waits to be sent by mail |
//! | `callback/<due>/<id>` | a message that waits to be sent to a callback |
//! | `audit/<time>/<id>` | an operation that changed something |
//! | `key-check` | the IDs of the secret keys in use |

pub mod kind;
pub mod queue;

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

/// A password reset token.
#[must_use]
pub fn reset(digest: &str) -> String {
    format!("reset/{digest}")
}

/// The password reset that a user has begun.
#[must_use]
pub fn reset_of(user_id: &str) -> String {
    format!("reset-of/{user_id}")
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
