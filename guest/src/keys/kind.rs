//! What a key of the store stands for, the other way round than the functions that make one.
//!
//! Only what those could have made is understood, character by character: nothing that is
//! understood names a person, but for a username and the name of an attribute.

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
    Session(&'a str),
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
    Audit,
    KeyCheck,
}

impl<'a> Kind<'a> {
    /// None if it is no key that this version makes.
    #[must_use]
    pub fn of(key: &'a str) -> Option<Self> {
        if key == super::KEY_CHECK {
            return Some(Self::KeyCheck);
        }
        let (kind, rest) = key.split_once('/')?;
        if kind == "username" {
            return Some(Self::Username(rest)).filter(|_| !rest.is_empty());
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
            ("session", &[user, digest]) if is_user_id(user) && is_hash(digest) => {
                Self::Session(user)
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

/// 24 or 32 bytes in URL-safe Base64: a blind index, or a digest.
fn is_hash(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    [32, 43].contains(&text.len()) && text.bytes().all(is_known)
}

/// A moment, or the random part of a key.
fn is_hexadecimal(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 16 && text.bytes().all(is_known)
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::{keys, timestamp::Timestamp};

    const USER: &str = "zusr1d9erxrttx8jtv0eepen69k61s";

    #[test]
    fn what_is_made_is_understood() {
        let time = Timestamp::from_seconds(1_767_225_600);
        let (blind, digest) = (&*"b".repeat(32), &*"d".repeat(43));
        let since = &*time.sortable();
        let user = USER;
        for (key, kind) in [
            (keys::user(user), Kind::User(user)),
            (keys::username("a/b"), Kind::Username("a/b")),
            (keys::email(blind), Kind::Email(blind)),
            (keys::email_of(blind, user), Kind::EmailOf { blind, user }),
            (keys::signup(digest), Kind::SignUp(digest)),
            (keys::pending(time, user), Kind::Pending { since, user }),
            (keys::super_user(user), Kind::SuperUser(user)),
            (keys::session(user, digest), Kind::Session(user)),
            (
                keys::user_attribute(user, "a/b"),
                Kind::UserAttribute { user, name: "a/b" },
            ),
            (
                keys::session_attribute(&keys::session(user, digest), "/"),
                Kind::SessionAttribute {
                    user,
                    digest,
                    name: "/",
                },
            ),
            (keys::outbox(time, "0123456789abcdef"), Kind::Outbox),
            (keys::audit(time, "0123456789abcdef"), Kind::Audit),
            (keys::KEY_CHECK.to_owned(), Kind::KeyCheck),
        ] {
            assert_eq!(Kind::of(&key), Some(kind), "{key}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for key in [
            "",
            "user",
            "user/",
            "user/ann",
            "user/zusr",
            "users/zusr1",
            "username/",
            "email/ann",
            "email-of/ann",
            "session/zusr1",
            "user-attr/zusr1",
            "user-attr/zusr1/",
            "user-attr/ann/name",
            "session-attr/zusr1/name",
            "session-attr/zusr1/digest/name",
            "pending/zusr1",
            "key-check/1",
            "audit/1/2",
        ] {
            assert_eq!(Kind::of(key), None, "{key}");
        }
    }
}
