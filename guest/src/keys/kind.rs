//! What a key of the store stands for, the other way round than the functions that make one.
//!
//! Only what those could have made is understood, character by character: nothing that is
//! understood names a person, but for a username, what users are put in order by, and the name of
//! an attribute. (The username of a credential is from the settings.)

use crate::documents::BASIC_AUTH;

/// A key, taken apart.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the table of `keys` says what each is")]
pub enum Kind<'a> {
    User(&'a str),
    Username(&'a str),
    Email(&'a str),
    EmailOf {
        blind: &'a str,
        user: &'a str,
    },
    SignUp(&'a str),
    Pending {
        since: &'a str,
        user: &'a str,
    },
    SuperUser(&'a str),
    Session {
        user: &'a str,
        digest: &'a str,
    },
    SessionLog {
        user: &'a str,
        digest: &'a str,
    },
    UserByName {
        sort_key: &'a str,
        user: &'a str,
    },
    KnownSource(&'a str),
    Attempt,
    Wait,
    Link {
        user: &'a str,
        auth_type: &'a str,
        auth_username: &'a str,
    },
    LinkedTo {
        auth_type: &'a str,
        auth_username: &'a str,
    },
    Rate(&'a str),
    Reset(&'a str),
    ResetOf(&'a str),
    UserAttribute {
        user: &'a str,
        name: &'a str,
    },
    SessionAttribute {
        user: &'a str,
        digest: &'a str,
        name: &'a str,
    },
    Outbox,
    Callback,
    Audit,
    KeyCheck,
    Layout,
}

impl<'a> Kind<'a> {
    /// None if it is no key that this version makes.
    #[must_use]
    pub fn of(key: &'a str) -> Option<Self> {
        if key == super::KEY_CHECK {
            return Some(Self::KeyCheck);
        }
        if key == super::LAYOUT {
            return Some(Self::Layout);
        }
        let (kind, rest) = key.split_once('/')?;
        if kind == "username" {
            return Some(Self::Username(rest)).filter(|_| !rest.is_empty());
        }
        // What a credential is called comes last and may be anything.
        if kind == "linked-to" {
            let (auth_type, auth_username) = credential(rest)?;
            return Some(Self::LinkedTo {
                auth_type,
                auth_username,
            });
        }
        if kind == "link" {
            let (user, rest) = rest.split_once('/').filter(|(user, _)| is_user_id(user))?;
            let (auth_type, auth_username) = credential(rest)?;
            return Some(Self::Link {
                user,
                auth_type,
                auth_username,
            });
        }
        // What people name themselves is last, and may have a `/`.
        let most = match kind {
            "user-attr" => 2,
            "session-attr" => 3,
            _ => usize::MAX,
        };
        let parts: Vec<&str> = rest.splitn(most, '/').collect();
        Some(match (kind, &*parts) {
            ("user", &[user]) if is_user_id(user) => Self::User(user),
            ("email", &[blind]) if is_hash(blind) => Self::Email(blind),
            ("email-of", &[blind, user]) if is_hash(blind) && is_user_id(user) => {
                Self::EmailOf { blind, user }
            }
            ("signup", &[digest]) if is_hash(digest) => Self::SignUp(digest),
            ("pending", &[since, user]) if is_hexadecimal(since) && is_user_id(user) => {
                Self::Pending { since, user }
            }
            ("super-user", &[user]) if is_user_id(user) => Self::SuperUser(user),
            ("user-by-name", &[sort_key, user]) if is_sort_key(sort_key) && is_user_id(user) => {
                Self::UserByName { sort_key, user }
            }
            ("session", &[user, digest]) if is_user_id(user) && is_hash(digest) => {
                Self::Session { user, digest }
            }
            ("session-log", &[user, digest]) if is_user_id(user) && is_hash(digest) => {
                Self::SessionLog { user, digest }
            }
            ("known-source", &[user, source]) if is_user_id(user) && is_hash(source) => {
                Self::KnownSource(user)
            }
            ("attempt", &[ref scope @ .., slot]) if is_scope(scope) && is_slot(slot) => {
                Self::Attempt
            }
            ("wait", scope) if is_scope(scope) => Self::Wait,
            ("reset", &[digest]) if is_hash(digest) => Self::Reset(digest),
            ("reset-of", &[user]) if is_user_id(user) => Self::ResetOf(user),
            ("callback", &[due, id]) if is_hexadecimal(due) && is_hexadecimal(id) => Self::Callback,
            ("rate", &[user, digest, cell])
                if is_user_id(user) && is_hash(digest) && is_slot(cell) =>
            {
                Self::Rate(user)
            }
            ("user-attr", &[user, name]) if is_user_id(user) && is_attribute_name(name) => {
                Self::UserAttribute { user, name }
            }
            ("session-attr", &[user, digest, name])
                if is_user_id(user) && is_hash(digest) && is_attribute_name(name) =>
            {
                Self::SessionAttribute { user, digest, name }
            }
            ("outbox", &[due, id]) if is_hexadecimal(due) && is_hexadecimal(id) => Self::Outbox,
            ("audit", &[time, id]) if is_hexadecimal(time) && is_hexadecimal(id) => Self::Audit,
            _ => return None,
        })
    }
}

/// Whether a text has the form of a user ID, made here or in Zato.
#[must_use]
pub fn is_user_id(text: &str) -> bool {
    let rest = text.strip_prefix("zusr").unwrap_or_default();
    let is_known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=187).contains(&rest.len()) && rest.bytes().all(is_known)
}

/// Whether a text can be the name of an attribute.
#[must_use]
pub fn is_attribute_name(text: &str) -> bool {
    (1..=191).contains(&text.chars().count()) && !text.contains('\0')
}

/// The type and the username of a credential.
fn credential(text: &str) -> Option<(&str, &str)> {
    let (auth_type, auth_username) = text.split_once('/')?;
    let is_known = auth_type == BASIC_AUTH && !auth_username.is_empty();
    is_known.then_some((auth_type, auth_username))
}

/// 24 or 32 bytes in URL-safe Base64: a blind index, or a digest.
#[must_use]
pub fn is_hash(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    [32, 43].contains(&text.len()) && text.bytes().all(is_known)
}

/// Two names and a moment.
fn is_sort_key(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_name = |name: &str| {
        name.len() <= 2 * super::ORDERED_BY
            && name.len().is_multiple_of(2)
            && name.bytes().all(is_known)
    };
    let parts: Vec<&str> = text.split('-').collect();
    matches!(&*parts, &[display_name, username, since]
        if is_name(display_name) && is_name(username) && is_hexadecimal(since))
}

/// What attempts are counted for.
fn is_scope(parts: &[&str]) -> bool {
    match parts {
        ["account" | "source" | "signup" | "reset", one] => is_hash(one),
        ["pair", account, source] => is_hash(account) && is_hash(source),
        _ => false,
    }
}

/// The number of a place for an attempt.
fn is_slot(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A moment, or the random part of a key.
fn is_hexadecimal(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 16 && text.bytes().all(is_known)
}

#[cfg(test)]
mod tests;
