//! Each kind has a row that agrees with the functions of `keys`, and with the table there.

use std::collections::BTreeSet;

use super::{Erasure, KINDS, Row};
use crate::{
    keys::{self, BASIC_AUTH, Parts, queue::Queue},
    timestamp::Timestamp,
};

const USER: &str = "zusr1d9erxrttx8jtv0eepen69k61s";

/// Keys of every kind, made by the functions of `keys`, with the form of the kind.
fn examples() -> Vec<(String, &'static str)> {
    let time = Timestamp::from_seconds(1_767_225_600);
    let (blind, digest, id) = ("b".repeat(32), "d".repeat(43), "0123456789abcdef");
    let (account, pair) = (format!("account/{blind}"), format!("pair/{blind}/{blind}"));
    let session = keys::session(USER, &digest);
    vec![
        (keys::user(USER), "user/<user>"),
        (keys::username("a/b"), "username/<canonical>"),
        (keys::email(&blind), "email/<blind>"),
        (keys::email_of(&blind, USER), "email-of/<blind>/<user>"),
        (keys::signup(&digest), "signup/<digest>"),
        (keys::pending(time, USER), "pending/<time>/<user>"),
        (keys::super_user(USER), "super-user/<user>"),
        (
            keys::user_by_name("a/b", "", Some(time), USER),
            "user-by-name/<sort key>/<user>",
        ),
        (session.clone(), "session/<user>/<digest>"),
        (
            keys::session_log(USER, &digest),
            "session-log/<user>/<digest>",
        ),
        (
            keys::known_source(USER, &blind),
            "known-source/<user>/<source>",
        ),
        (keys::attempt(&account, 0), "attempt/<scope>/<slot>"),
        (keys::attempt(&pair, 999), "attempt/<scope>/<slot>"),
        (
            keys::attempt(&format!("signup/{blind}"), 7),
            "attempt/<scope>/<slot>",
        ),
        (keys::wait(&format!("source/{blind}")), "wait/<scope>"),
        (keys::wait(&pair), "wait/<scope>"),
        (
            keys::link(USER, BASIC_AUTH, "pub/app"),
            "link/<user>/<type>/<username>",
        ),
        (
            keys::linked_to(BASIC_AUTH, "pub/app"),
            "linked-to/<type>/<username>",
        ),
        (keys::rate(USER, &digest, 7), "rate/<user>/<digest>/<cell>"),
        (keys::reset(&digest), "reset/<digest>"),
        (keys::reset_of(USER), "reset-of/<user>"),
        (Queue::Outbox.key(time, id), "outbox/<due>/<id>"),
        (Queue::Callback.key(time, id), "callback/<due>/<id>"),
        (keys::user_attribute(USER, "a/b"), "user-attr/<user>/<name>"),
        (
            keys::session_attribute(&session, "/"),
            "session-attr/<user>/<digest>/<name>",
        ),
        (keys::audit(time, id), "audit/<time>/<id>"),
        (keys::KEY_CHECK.to_owned(), "key-check"),
        (keys::LAYOUT.to_owned(), "layout"),
    ]
}

#[test]
fn every_kind_understands_the_keys_that_are_made_for_it() {
    let mut understood = BTreeSet::new();
    for (key, form) in examples() {
        let row = Row::by_key(&key).unwrap_or_else(|| panic!("{key} does not have a kind"));
        assert_eq!(row.key, form, "{key}");
        let parts = Parts::of(row.key, &key).unwrap();
        assert_eq!(parts.user().is_some(), form.contains("<user>"), "{key}");
        assert_eq!(parts.without_names(str::to_owned), key);
        let range = row.all();
        assert!(
            form == key || (range.start..range.end).contains(&key),
            "{key}"
        );
        understood.insert(form);
    }
    let kinds = KINDS.iter().map(|row| row.key);
    assert_eq!(
        understood,
        kinds.collect(),
        "left: kinds with an example; right: all kinds"
    );
}

#[test]
fn the_parts_of_a_key_have_names() {
    let parts = |form, key| Parts::of(form, key).unwrap();
    let pair = format!("pair/{0}/{0}", "b".repeat(32));
    let key = format!("attempt/{pair}/0042");
    let attempt = parts("attempt/<scope>/<slot>", &key);
    assert_eq!(
        (attempt.get("scope"), attempt.get("slot")),
        (&*pair, "0042")
    );
    let link = parts(
        "link/<user>/<type>/<username>",
        "link/zusr1/basic_auth/pub/app",
    );
    assert_eq!(
        (link.get("type"), link.get("username")),
        (BASIC_AUTH, "pub/app")
    );
    assert_eq!((link.user(), link.get("digest")), (Some("zusr1"), ""));
    let attribute = parts("user-attr/<user>/<name>", "user-attr/zusr1/a/b");
    assert_eq!(
        attribute.without_names(|_| "#".to_owned()),
        "user-attr/zusr1/#"
    );
}

/// The keys that are removed with a user are those of this user only.
#[test]
fn the_documents_of_a_user_are_one_range() {
    for row in KINDS
        .iter()
        .filter(|row| matches!(row.erasure, Erasure::UnderUser))
    {
        let made: Vec<_> = examples()
            .into_iter()
            .filter(|(_, form)| *form == row.key)
            .collect();
        for (key, _) in made {
            let is_in_range = |user_id: &str| {
                let range = row.of_user(user_id);
                (range.start..range.end).contains(&key)
            };
            assert!(is_in_range(USER), "{key}");
            assert!(
                !is_in_range(&format!("{USER}0")) && !is_in_range("zusr1d9"),
                "{key}"
            );
        }
    }
}

#[test]
fn the_table_of_all_keys_is_that_of_the_rows() {
    let documented = include_str!("../keys.rs").lines();
    let documented: Vec<&str> = documented
        .filter(|line| line.starts_with("//! | `"))
        .collect();
    let rows = KINDS.iter();
    let rows: Vec<String> = rows
        .map(|row| format!("//! | `{}` | {} |", row.key, row.meaning))
        .collect();
    assert_eq!(documented, rows);
}

#[test]
fn nothing_else_is_a_key() {
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
        assert!(Row::by_key(key).is_none(), "{key}");
    }
}

#[test]
fn the_longest_names_fit_into_a_key() {
    let name = "\u{10ffff}".repeat(1_000);
    let user = format!("zusr{}", "z".repeat(60));
    let time = Timestamp::from_clock(u64::MAX, 0);
    let key = keys::user_by_name(&name, &name, Some(time), &user);
    assert!(keys::is_possible(&key), "{} bytes", key.len());
    assert!(Row::by_key(&key).is_some());
}
