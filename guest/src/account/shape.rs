//! The shape of usernames and e-mail addresses: length, white space, invisible characters.

use crate::{
    canonical::{canonical_email, canonical_username, folded, is_invisible},
    contract::types::SubStatus,
    limits::USERNAME_BYTES,
    settings::{signup::Signup, user_validation::UserValidation},
};

/// Characters of an address (RFC 5321).
pub const MAX_EMAIL: u32 = 254;

/// The problems of a username that a regular user chooses.
#[must_use]
pub fn ordinary_username(
    signup: &Signup,
    words: &UserValidation,
    username: &str,
) -> Vec<SubStatus> {
    let mut found = shape_of_username(username, signup.max_length_username);
    if contains_any(username, &words.reject_username) {
        found.push(SubStatus::UsernameInvalid);
    }
    found
}

/// The problems of the length, white space and invisible characters of a username.
#[must_use]
pub fn shape_of_username(username: &str, max_length: u32) -> Vec<SubStatus> {
    let mut found = too_long_or_empty(username, max_length);
    if username.chars().any(char::is_whitespace) {
        found.push(SubStatus::UsernameHasWhitespace);
    }
    let is_hidden = |character: char| is_invisible(character) && !character.is_whitespace();
    if username.chars().any(is_hidden) {
        found.push(SubStatus::UsernameInvalid);
    }
    found
}

/// The problems of the length, white space and form of an e-mail address.
#[must_use]
pub fn shape_of_email(email: &str, max_length: u32) -> Vec<SubStatus> {
    if is_longer(email, max_length) {
        return vec![SubStatus::EmailTooLong];
    }
    let mut found = Vec::new();
    if email.chars().any(char::is_whitespace) {
        found.push(SubStatus::EmailHasWhitespace);
    } else if canonical_email(email).is_none() {
        found.push(SubStatus::EmailInvalid);
    }
    found
}

/// Checks the length of a username and of its canonical form, which may be longer and is part of a key.
pub(crate) fn too_long_or_empty(username: &str, max_length: u32) -> Vec<SubStatus> {
    if is_longer(username, max_length) {
        return vec![SubStatus::UsernameTooLong];
    }
    let canonical = canonical_username(username);
    if canonical.is_empty() {
        return vec![SubStatus::UsernameInvalid];
    }
    if is_longer(&canonical, max_length) || canonical.len() > USERNAME_BYTES {
        return vec![SubStatus::UsernameTooLong];
    }
    Vec::new()
}

pub(crate) fn is_longer(text: &str, max_length: u32) -> bool {
    u32::try_from(text.chars().count()).map_or(true, |length| length > max_length)
}

/// Whether a text contains one of these words. `false` for a text that is too long, which is refused
/// for its length anyway.
pub(crate) fn contains_any(text: &str, words: &[String]) -> bool {
    if is_longer(text, MAX_EMAIL) {
        return false;
    }
    let text = folded(text);
    words.iter().any(|word| text.contains(&folded(word)))
}
