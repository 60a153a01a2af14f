//! What is made is understood, and nothing else is.

use super::Kind;
use crate::{
    documents::BASIC_AUTH,
    keys::{self, queue::Queue},
    timestamp::Timestamp,
};

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
        (keys::session(user, digest), Kind::Session { user, digest }),
        (
            keys::session_log(user, digest),
            Kind::SessionLog { user, digest },
        ),
        (
            keys::user_by_name("a/b", "", Some(time), user),
            Kind::UserByName {
                sort_key: &format!("612f62--{since}"),
                user,
            },
        ),
        (keys::known_source(user, blind), Kind::KnownSource(user)),
        (keys::attempt(&format!("account/{blind}"), 0), Kind::Attempt),
        (
            keys::attempt(&format!("pair/{blind}/{blind}"), 999),
            Kind::Attempt,
        ),
        (keys::attempt(&format!("signup/{blind}"), 7), Kind::Attempt),
        (keys::wait(&format!("source/{blind}")), Kind::Wait),
        (keys::wait(&format!("pair/{blind}/{blind}")), Kind::Wait),
        (
            keys::link(user, BASIC_AUTH, "pub/app"),
            Kind::Link {
                user,
                auth_type: BASIC_AUTH,
                auth_username: "pub/app",
            },
        ),
        (
            keys::linked_to(BASIC_AUTH, "pub/app"),
            Kind::LinkedTo {
                auth_type: BASIC_AUTH,
                auth_username: "pub/app",
            },
        ),
        (keys::rate(user, digest, 7), Kind::Rate(user)),
        (keys::reset(digest), Kind::Reset(digest)),
        (keys::reset_of(user), Kind::ResetOf(user)),
        (Queue::Outbox.key(time, "0123456789abcdef"), Kind::Outbox),
        (
            Queue::Callback.key(time, "0123456789abcdef"),
            Kind::Callback,
        ),
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
        (keys::audit(time, "0123456789abcdef"), Kind::Audit),
        (keys::KEY_CHECK.to_owned(), Kind::KeyCheck),
        (keys::LAYOUT.to_owned(), Kind::Layout),
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
        "session-log/zusr1",
        "user-attr/zusr1",
        "user-attr/zusr1/",
        "user-attr/ann/name",
        "session-attr/zusr1/name",
        "session-attr/zusr1/digest/name",
        "pending/zusr1",
        "known-source/zusr1",
        "attempt/0001",
        "attempt/account/ann/0001",
        "wait/account/ann",
        "link/zusr1/basic_auth/",
        "link/ann/basic_auth/pubapi",
        "link/zusr1/jwt/pubapi",
        "linked-to/basic_auth",
        "linked-to/jwt/pubapi",
        "rate/zusr1",
        "rate/zusr1/1/0001",
        "rate/zusr1/ddddddddddddddddddddddddddddddddddddddddddd",
        "reset/zusr1",
        "reset-of/ann",
        "callback/1/2",
        "key-check/1",
        "layout/1",
        "user-by-name/zusr1",
        "user-by-name/0000000000000000/zusr1",
        "user-by-name/6-61-0000000000000000/zusr1",
        "user-by-name/ann--0000000000000000/zusr1",
        "user-by-name/61-61-61-0000000000000000/zusr1",
        "user-by-name/61--0000000000000000/ann",
        "audit/1/2",
    ] {
        assert_eq!(Kind::of(key), None, "{key}");
    }
}

#[test]
fn the_longest_names_fit_into_a_key() {
    let name = "\u{10ffff}".repeat(1_000);
    let user = format!("zusr{}", "z".repeat(187));
    let time = Timestamp::from_clock(u64::MAX, 0);
    let key = keys::user_by_name(&name, &name, Some(time), &user);
    assert!(keys::is_possible(&key), "{} bytes", key.len());
    assert!(matches!(Kind::of(&key), Some(Kind::UserByName { .. })));
}
