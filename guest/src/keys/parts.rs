//! The parts of a key, by the form of the keys of its kind.
//!
//! A form such as `session/<user>/<digest>` is a word, which no other kind has, and the parts that
//! follow it. A key is only taken apart if each part is, character by character, what the functions
//! of [`keys`](super) could have written there.

use crate::limits::{ATTRIBUTE_NAME_BYTES, NAME_CHARACTERS, ORDERED_BY, USER_ID_BYTES};

/// The only type of credential, as keys and documents name it.
pub const BASIC_AUTH: &str = "basic_auth";

/// A key, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts<'a> {
    /// The whole key.
    pub key: &'a str,
    parts: Vec<(&'static str, &'a str)>,
}

impl<'a> Parts<'a> {
    /// `None` if the key does not have this form.
    #[must_use]
    pub fn of(form: &'static str, key: &'a str) -> Option<Self> {
        let mut names = form.split('/');
        let word = names.next()?;
        let mut rest = key.strip_prefix(word)?;
        let mut parts = Vec::new();
        for name in names {
            let name = name.strip_prefix('<')?.strip_suffix('>')?;
            let text = next_part(name, rest.strip_prefix('/')?)?;
            rest = rest.get(1 + text.len()..)?;
            parts.push((name, text));
        }
        rest.is_empty().then_some(Self { key, parts })
    }

    /// A part by its name; empty if keys of this form do not have it.
    #[must_use]
    pub fn get(&self, name: &str) -> &'a str {
        let mut parts = self.parts.iter();
        parts
            .find_map(|(known, text)| (*known == name).then_some(*text))
            .unwrap_or_default()
    }

    /// The user whose ID is a part of the key.
    #[must_use]
    pub fn user(&self) -> Option<&'a str> {
        let user = self.get("user");
        (!user.is_empty()).then_some(user)
    }

    /// The key with a hash in the place of each part that may name a person.
    #[must_use]
    pub fn without_names(&self, hash: impl Fn(&str) -> String) -> String {
        let word = self.key.split('/').next().unwrap_or_default();
        let mut shown = word.to_owned();
        for (name, text) in &self.parts {
            shown.push('/');
            match *name {
                "canonical" | "sort key" | "name" => shown.push_str(&hash(text)),
                _ => shown.push_str(text),
            }
        }
        shown
    }
}

/// The part that a text begins with. `None` if it begins with something else.
fn next_part<'a>(name: &str, text: &'a str) -> Option<&'a str> {
    let segments = match name {
        // These stand last and may contain a `/`.
        "canonical" | "username" | "name" => usize::MAX,
        "scope" if text.starts_with("pair/") => 3,
        "scope" => 2,
        _ => 1,
    };
    let end = text.match_indices('/').nth(segments - 1);
    let part = end.map_or(Some(text), |(end, _)| text.get(..end))?;
    let is_known = match name {
        "user" => is_user_id(part),
        "digest" | "blind" | "source" => is_hash(part),
        "time" | "due" | "id" => is_hexadecimal(part),
        "sort key" => is_sort_key(part),
        "scope" => is_scope(part),
        "slot" | "cell" => is_slot(part),
        "type" => part == BASIC_AUTH,
        "canonical" | "username" => !part.is_empty(),
        "name" => is_attribute_name(part),
        _ => false,
    };
    is_known.then_some(part)
}

/// Whether a text has the form of a user ID, made here or in Zato.
#[must_use]
pub fn is_user_id(text: &str) -> bool {
    let rest = text.strip_prefix("zusr").unwrap_or_default();
    let is_known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !rest.is_empty() && text.len() <= USER_ID_BYTES && rest.bytes().all(is_known)
}

/// Whether a text can be the name of an attribute.
#[must_use]
pub fn is_attribute_name(text: &str) -> bool {
    let is_short =
        text.len() <= ATTRIBUTE_NAME_BYTES && (1..=NAME_CHARACTERS).contains(&text.chars().count());
    is_short && !text.contains('\0')
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
        name.len() <= 2 * ORDERED_BY && name.len().is_multiple_of(2) && name.bytes().all(is_known)
    };
    let parts: Vec<&str> = text.split('-').collect();
    matches!(&*parts, &[display_name, username, since]
        if is_name(display_name) && is_name(username) && is_hexadecimal(since))
}

/// Whether a text is a scope of attempts.
fn is_scope(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    match &*parts {
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
