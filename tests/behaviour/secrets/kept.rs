//! The secrets, and the outputs that are searched for them.

use crate::kit::{PASSWORD, PROGRAM_PASSWORD, basic};

pub(super) const KEY: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
pub(super) const NAME: &str = "wilhelmina";
pub(super) const NEW_PASSWORD: &str = "quite another long text";
pub(super) const TYPED_AS_NAME: &str = "Tr0ub4dor&3";
pub(super) const REASON: &str = "never heard of that person";
pub(super) const TOTP_KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/// Of an encrypted attribute.
pub(super) const VALUE: &str = "left 12, right 34, left 56";
pub(super) const CALLBACK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Enough of a text to find it where it was cut.
const LENGTH: usize = 16;
/// A short secret may be a part of any text, so it is only found as a separate word.
const SHORT: usize = 8;

pub(super) struct Secrets(Vec<Secret>);

struct Secret {
    text: String,
    /// In clear, and nowhere else.
    may_be_stored: bool,
}

impl Secrets {
    pub(super) fn known_before() -> Self {
        let mut secrets = Self(Vec::new());
        for known in [
            PASSWORD,
            NEW_PASSWORD,
            TYPED_AS_NAME,
            KEY,
            REASON,
            TOTP_KEY,
            VALUE,
            PROGRAM_PASSWORD,
            CALLBACK_SECRET,
            &format!("{NAME}@"),
            "ann@example.com",
            "ben@example.com",
            basic("pubapi", PROGRAM_PASSWORD).trim_start_matches("Basic "),
        ] {
            secrets.keep(known);
        }
        secrets.keep_but_store(NAME);
        secrets
    }

    pub(super) fn keep(&mut self, secret: &str) {
        self.add(secret, false);
    }

    /// A username or a password's hash.
    pub(super) fn keep_but_store(&mut self, secret: &str) {
        self.add(secret, true);
    }

    fn add(&mut self, secret: &str, may_be_stored: bool) {
        let text: String = secret.to_lowercase().chars().take(LENGTH).collect();
        if self.0.iter().all(|known| known.text != text) {
            self.0.push(Secret {
                text,
                may_be_stored,
            });
        }
    }

    /// Neither an answer, nor the log, nor an event.
    #[track_caller]
    pub(super) fn not_in(&self, what: &str, text: &str) {
        for secret in &self.0 {
            secret.not_in(what, text);
        }
    }

    #[track_caller]
    pub(super) fn not_stored(&self, text: &str) {
        for secret in self.0.iter().filter(|secret| !secret.may_be_stored) {
            secret.not_in("the store", text);
        }
    }
}

impl Secret {
    /// In any case, and as Rust's `Debug` writes bytes.
    #[track_caller]
    fn not_in(&self, what: &str, text: &str) {
        let text = text.to_lowercase();
        let places = text.match_indices(&self.text).map(|(at, _)| at);
        let place = places.into_iter().find(|at| self.is_itself(&text, *at));
        let around = place.map(|at| text.get(at.saturating_sub(200)..).unwrap_or(&text));
        assert!(place.is_none(), "{} in {what}: {around:.600?}", self.text);
        let bytes = format!("{:?}", self.text.as_bytes());
        let bytes = bytes.trim_matches(['[', ']']);
        assert!(
            !text.contains(bytes),
            "the bytes of {} in {what}",
            self.text
        );
    }

    fn is_itself(&self, text: &str, at: usize) -> bool {
        let is_apart = |character: Option<char>| {
            character.is_none_or(|character| !character.is_ascii_alphanumeric())
        };
        self.text.len() >= SHORT
            || is_apart(text[..at].chars().next_back())
                && is_apart(text[at + self.text.len()..].chars().next())
    }
}

#[test]
fn a_secret_is_found_in_any_shape() {
    let mut secrets = Secrets::known_before();
    secrets.keep("123456");
    secrets.keep_but_store("$argon2id$of-somebody");
    secrets.not_in("a text", "1234567 and correct horse");
    secrets.not_stored(&format!("$argon2id$of-somebody {NAME}"));
    let bytes = format!("{:?}", PASSWORD.as_bytes());
    for told in [
        PASSWORD,
        &PASSWORD.to_uppercase(),
        &bytes,
        "code=123456.",
        "$argon2id$of-somebody",
        "wilhelmina",
    ] {
        let told = format!("before {told} after");
        let caught = std::panic::catch_unwind(|| secrets.not_in("a text", &told));
        assert!(caught.is_err(), "{told}");
    }
    let stored = format!("{NAME}@example.com");
    assert!(std::panic::catch_unwind(|| secrets.not_stored(&stored)).is_err());
}
