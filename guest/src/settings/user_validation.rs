//! Stanza `user_validation`: words that names of regular users must not contain.

use crate::settings::{Problems, rows::stanza};

stanza! {
    /// Stanza `user_validation`.
    UserValidation = "user_validation", "Words that names of regular users must not contain.";
    reject_username: texts(RESERVED), "A username must not contain one of these.";
    reject_email: texts(RESERVED), "An e-mail address must not contain one of these.";
}

/// The default of both lists, as in sso.conf.
const RESERVED: &[&str] = &["zato", "admin", "root", "system", "sso"];

impl UserValidation {
    fn agree(&self, problems: &mut Problems) {
        problems.no_blank_entries("reject_username", &self.reject_username);
        problems.no_blank_entries("reject_email", &self.reject_email);
    }
}
