//! Stanza `password_reset`: how a forgotten password is replaced.

use crate::{
    contract::configuration::Problem,
    settings::{Problems, stanza},
};

const USERNAME: &str = "username";
const EMAIL: &str = "email";
const USERNAME_OR_EMAIL: &str = "username_or_email";

stanza! {
    /// Stanza `password_reset`.
    PasswordReset = "password_reset" from password_reset {
        valid_for: u32 = 1_440,
        password_change_session_duration: u32 = 1_800,
        user_search_by: String = USERNAME.to_owned(),
    }
}

impl PasswordReset {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.range("valid_for", self.valid_for, 1..=10_080);
        let duration = self.password_change_session_duration;
        problems.range("password_change_session_duration", duration, 1..=604_800);
        let is_known = [USERNAME, EMAIL, USERNAME_OR_EMAIL].contains(&&*self.user_search_by);
        let message = "has to be username, email or username_or_email";
        problems.require(is_known, "user_search_by", message);
        problems.into_found()
    }

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
