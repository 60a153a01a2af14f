//! The keys of the store. Only this module makes keys, and no key can change once there is data.
//!
//! | key | document |
//! |---|---|
//! | `user/<user>` | an account, also an erased one |
//! | `username/<canonical>` | the account that has the username |
//! | `email/<blind>` | the account that has proven the e-mail address |
//! | `email-of/<blind>/<user>` | an account that has the e-mail address, proven or not |
//! | `signup/<digest>` | a confirmation token |
//! | `pending/<time>/<user>` | a user who waits for a decision |
//! | `super-user/<user>` | a super-user |
//! | `user-by-name/<sort key>/<user>` | the data that a search for users compares |
//! | `session/<user>/<digest>` | a session |
//! | `session-log/<user>/<digest>` | the addresses and agents that began and renewed a session |
//! | `known-source/<user>/<source>` | a source that logged in to the account |
//! | `attempt/<scope>/<slot>` | an attempt that failed, or is in progress |
//! | `wait/<scope>` | the time that a scope has to wait |
//! | `link/<user>/<type>/<username>` | the link of a user to a credential of the settings |
//! | `linked-to/<type>/<username>` | the user to whom a credential is linked |
//! | `rate/<user>/<digest>/<cell>` | the number of calls that a line of the user's rate limits permitted |
//! | `reset/<digest>` | a password reset token |
//! | `reset-of/<user>` | the password reset that a user has begun |
//! | `outbox/<due>/<id>` | a message that waits to be sent by mail |
//! | `callback/<due>/<id>` | a message that waits to be sent to a callback |
//! | `user-attr/<user>/<name>` | an attribute of a user |
//! | `session-attr/<user>/<digest>/<name>` | an attribute of a session |
//! | `audit/<time>/<id>` | an operation that changed something |
//! | `key-check` | the IDs of the secret keys in use |
//! | `layout` | the layout of the data: the kinds of documents it has |
//!
//! A scope of attempts is `account/<account>`, `pair/<account>/<source>`, `source/<source>`,
//! `signup/<source>` or `reset/<source>`; account and source are keyed hashes.

mod parts;
pub mod queue;

pub use parts::{BASIC_AUTH, Parts, is_attribute_name, is_hash, is_user_id};

use crate::{
    contract::storage::KeyRange,
    identifiers::hexadecimal,
    limits::{KEY_BYTES, ORDERED_BY},
    timestamp::Timestamp,
};

/// The one document that records which secret keys the data needs.
pub const KEY_CHECK: &str = "key-check";

/// The one document that records the layout of the data.
pub const LAYOUT: &str = "layout";

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

/// The index document of a username.
#[must_use]
pub fn username(canonical: &str) -> String {
    format!("username/{canonical}")
}

/// The index document of a proven address.
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

/// The search document of a user. The keys are in the order in which users are listed: by
/// display name, username, time and user ID, each by its bytes, and absent ones first.
///
/// Names are written in hexadecimal digits. So they keep their order, none of their characters ends
/// a part of the key, and they end with `-`, which sorts before every digit.
#[must_use]
pub fn user_by_name(
    display_name: &str,
    username: &str,
    since: Option<Timestamp>,
    user_id: &str,
) -> String {
    let in_order = |name: &str| {
        let bytes = name.as_bytes();
        hexadecimal(bytes.get(..ORDERED_BY).unwrap_or(bytes))
    };
    let (display_name, username) = (in_order(display_name), in_order(username));
    let since = since.unwrap_or(Timestamp::from_seconds(0)).sortable();
    format!("user-by-name/{display_name}-{username}-{since}/{user_id}")
}

/// All search documents. A store may know this range: PostgreSQL's index covers it.
#[must_use]
pub fn all_users_by_name() -> KeyRange {
    below("user-by-name/")
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

/// The part of a session's key after the user: its digest.
#[must_use]
pub fn session_id(key: &str) -> &str {
    key.rsplit_once('/').map_or(key, |(_, digest)| digest)
}

/// The log of a session.
#[must_use]
pub fn session_log(user_id: &str, digest: &str) -> String {
    format!("session-log/{user_id}/{digest}")
}

/// The logs of all sessions of a user.
#[must_use]
pub fn all_session_logs(user_id: &str) -> KeyRange {
    below(&format!("session-log/{user_id}/"))
}

/// A source that logged in to the account of a user.
#[must_use]
pub fn known_source(user_id: &str, source: &str) -> String {
    format!("known-source/{user_id}/{source}")
}

/// All sources that logged in to the account of a user.
#[must_use]
pub fn all_known_sources(user_id: &str) -> KeyRange {
    below(&format!("known-source/{user_id}/"))
}

/// A slot for an attempt; each scope has a limited number of slots.
#[must_use]
pub fn attempt(scope: &str, slot: u32) -> String {
    format!("attempt/{scope}/{slot:04}")
}

/// All attempts of a scope.
#[must_use]
pub fn all_attempts(scope: &str) -> KeyRange {
    below(&format!("attempt/{scope}/"))
}

/// The wait of a scope of attempts.
#[must_use]
pub fn wait(scope: &str) -> String {
    format!("wait/{scope}")
}

/// A user's link to a credential.
#[must_use]
pub fn link(user_id: &str, auth_type: &str, auth_username: &str) -> String {
    format!("link/{user_id}/{auth_type}/{auth_username}")
}

/// All links of a user.
#[must_use]
pub fn all_links(user_id: &str) -> KeyRange {
    below(&format!("link/{user_id}/"))
}

/// The user to whom a credential is linked.
#[must_use]
pub fn linked_to(auth_type: &str, auth_username: &str) -> String {
    format!("linked-to/{auth_type}/{auth_username}")
}

/// A cell that counts the calls that a line of a user's rate limits permitted.
#[must_use]
pub fn rate(user_id: &str, digest: &str, cell: u32) -> String {
    format!("rate/{user_id}/{digest}/{cell:04}")
}

/// All lines of a user's rate limits.
#[must_use]
pub fn all_rates(user_id: &str) -> KeyRange {
    below(&format!("rate/{user_id}/"))
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

/// All possible keys.
#[must_use]
pub fn everything() -> KeyRange {
    KeyRange {
        start: String::new(),
        end: char::MAX
            .to_string()
            .repeat(KEY_BYTES / char::MAX.len_utf8()),
    }
}

/// The first key that can come after a key.
#[must_use]
pub fn after(key: &str) -> String {
    format!("{key}\u{1}")
}

/// Whether a store accepts it as a key, or at least in a read.
#[must_use]
pub fn is_possible(key: &str) -> bool {
    (1..=KEY_BYTES).contains(&key.len()) && !key.contains('\0')
}

/// All keys below a prefix that ends in `/`; `0` is the byte after it.
pub(crate) fn below(prefix: &str) -> KeyRange {
    KeyRange {
        start: prefix.to_owned(),
        end: format!("{}0", prefix.trim_end_matches('/')),
    }
}
