//! Stanza `user_validation`: words that names of ordinary users do not contain.

use crate::{
    contract::configuration::Problem,
    settings::{Problems, list, stanza},
};

stanza! {
    /// Stanza `user_validation`.
    UserValidation = "user_validation" from user_validation {
        reject_username: Vec<String> = list(RESERVED),
        reject_email: Vec<String> = list(RESERVED),
    }
}

/// The default of both lists, as in sso.conf.
const RESERVED: &[&str] = &["zato", "admin", "root", "system", "sso"];

impl UserValidation {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.no_blank_entries("reject_username", &self.reject_username);
        problems.no_blank_entries("reject_email", &self.reject_email);
        problems.into_found()
    }
}
