//! A key as an operator sees it: a keyed hash replaces each part that may name a person.

use crate::{
    documents::Row,
    keyring::{Keyring, Purpose},
    keys::{Parts, is_user_id},
};

/// Letters of a kind of document.
const MAX_KIND: usize = 32;

/// A key. For a username the hash is the one in audit events, so that both can be compared.
pub(super) fn key(keyring: &Keyring, key: &str) -> String {
    let hash = |text: &str| keyring.blind_first(Purpose::TypedUsername, text);
    if let Some(parts) = Row::by_key(key).and_then(|row| Parts::of(row.key, key)) {
        return parts.without_names(hash);
    }
    match key.split_once('/') {
        Some((kind, rest)) if is_kind(kind) => format!("{kind}/{}", hash(rest)),
        _ => hash(key),
    }
}

/// A user, if the text has the form of an ID.
pub(super) fn user_id(text: &str) -> Option<String> {
    is_user_id(text).then(|| text.to_owned())
}

/// Perhaps of a version to come.
fn is_kind(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    (1..=MAX_KIND).contains(&text.len()) && text.bytes().all(is_known)
}
