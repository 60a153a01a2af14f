//! Stanza `password_reset`: replacing a forgotten password.

use crate::settings::{Problems, rows::stanza};

const USERNAME: &str = "username";
const EMAIL: &str = "email";
const USERNAME_OR_EMAIL: &str = "username_or_email";

stanza! {
    /// Stanza `password_reset`.
    PasswordReset = "password_reset", "Replacing a forgotten password.";
    valid_for: integer(1_440, 1..=10_080) in "minutes", "Lifetime of a password reset token.";
    password_change_session_duration: integer(1_800, 1..=604_800) in "seconds", "Lifetime of a reset key; it also ends with its token.";
    user_search_by: one_of(USERNAME, &[USERNAME, EMAIL, USERNAME_OR_EMAIL]), "The credential by which an account is found.";
}

impl PasswordReset {
    fn agree(&self, _: &mut Problems) {}

    /// Whether a credential may be a username.
    #[must_use]
    pub fn searches_usernames(&self) -> bool {
        self.user_search_by != EMAIL
    }

    /// Whether a credential may be an e-mail address.
    #[must_use]
    pub fn searches_emails(&self) -> bool {
        self.user_search_by != USERNAME
    }
}
