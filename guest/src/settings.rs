//! The stanzas of `sso.conf` in force: the values that the host passes on, with the defaults filled in.
//!
//! Everything about a setting is in its row (`rows.rs`); a file here is a stanza. A stanza's `agree`
//! checks the conditions that concern several of its settings.

pub mod address_lists;
pub mod apps;
mod cache;
mod callback_url;
pub mod kind;
pub mod linked_auth;
pub mod login;
pub mod main_stanza;
pub mod password;
pub mod password_reset;
pub mod rows;
pub mod search;
pub mod session;
pub mod signup;
pub mod throttling;
pub mod user_validation;

pub use cache::Settings;

use std::ops::RangeInclusive;

use crate::{
    contract::configuration::Problem,
    fault::{Fault, Result},
};

use rows::Stanza;

/// The stanzas that consist of rows.
pub const STANZAS: &[Stanza] = &[
    main_stanza::Main::STANZA,
    apps::Apps::STANZA,
    login::Login::STANZA,
    session::Session::STANZA,
    password::Password::STANZA,
    signup::Signup::STANZA,
    user_validation::UserValidation::STANZA,
    search::Search::STANZA,
    password_reset::PasswordReset::STANZA,
    throttling::Throttling::STANZA,
];

/// The stanzas that are tables, whose entries are looked up by a key.
pub const TABLES: &[&str] = &[address_lists::STANZA, linked_auth::STANZA];

/// Collects the problems of one stanza.
pub(crate) struct Problems {
    stanza: &'static str,
    found: Vec<Problem>,
}

impl Problems {
    pub(crate) fn of(stanza: &'static str) -> Self {
        Self {
            stanza,
            found: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, key: &str, message: impl Into<String>) {
        self.found.push(Problem {
            stanza: self.stanza.to_owned(),
            key: key.to_owned(),
            message: message.into(),
        });
    }

    /// Adds a problem, unless the key has one already: an invalid value is not compared with others.
    pub(crate) fn require(&mut self, holds: bool, key: &str, message: impl Into<String>) {
        if !holds && !self.found.iter().any(|problem| problem.key == key) {
            self.add(key, message);
        }
    }

    /// As [`Self::require`], for a range that depends on another setting.
    pub(crate) fn range(&mut self, key: &str, value: u32, range: RangeInclusive<u32>) {
        self.require(range.contains(&value), key, kind::out_of(&range));
    }

    pub(crate) fn no_blank_entries(&mut self, key: &str, list: &[String]) {
        let holds = list.iter().all(|entry| !entry.trim().is_empty());
        self.require(
            holds,
            key,
            "has a blank entry, which would match everything",
        );
    }

    pub(crate) fn into_found(self) -> Vec<Problem> {
        self.found
    }

    /// A call fails if a setting has a problem: the component does not substitute a weaker setting. This
    /// cannot happen if the host checked the settings before it served.
    fn refuse(&self) -> Result<()> {
        match self.found.first() {
            None => Ok(()),
            Some(Problem { stanza, key, .. }) => Err(unusable(stanza, key)),
        }
    }
}

fn unusable(stanza: &str, key: &str) -> Fault {
    Fault::Unavailable(format!("setting [{stanza}] {key} is not usable"))
}

#[cfg(test)]
mod tests {
    use super::{
        STANZAS,
        kind::{Kind, grouped},
    };

    #[test]
    fn defaults_are_accepted() {
        for stanza in STANZAS {
            let problems = (stanza.problems)(None);
            let keys: Vec<_> = problems.iter().map(|problem| &*problem.key).collect();
            let required: &[&str] = if stanza.name == "main" {
                &["keys"]
            } else {
                &[]
            };
            assert_eq!(keys, required, "{}", stanza.name);
            for row in stanza.rows {
                if let Kind::Integer(default, range) = &row.kind {
                    assert!(range.contains(default), "{}", row.key);
                }
                if let Kind::OneOf(default, choices) = &row.kind {
                    assert!(choices.contains(default), "{}", row.key);
                }
                assert!(row.meaning.ends_with('.'), "{}", row.key);
            }
        }
    }

    #[test]
    fn a_wrong_value_is_named_and_not_repeated() {
        let session = STANZAS.iter().find(|stanza| stanza.name == "session");
        for (given, key, message) in [
            (r#"{"expiri": 1}"#, "expiri", "is an unknown key"),
            (
                r#"{"expiry": "hush"}"#,
                "expiry",
                "must be an integer from 1 to 525,600",
            ),
            (
                r#"{"expiry": -1}"#,
                "expiry",
                "must be an integer from 1 to 525,600",
            ),
            (
                r#"{"expiry": 1.0}"#,
                "expiry",
                "must be an integer from 1 to 525,600",
            ),
            (
                r#"{"expiry": 4294967297}"#,
                "expiry",
                "must be an integer from 1 to 525,600",
            ),
            (
                r#"{"expiry": null}"#,
                "expiry",
                "must be an integer from 1 to 525,600",
            ),
            (
                r#"{"keep_on_password_change": 1}"#,
                "keep_on_password_change",
                "must be true or false",
            ),
            ("[]", "", "must be a table"),
            ("", "", "must be a table"),
        ] {
            let problems = (session.unwrap().problems)(Some(given));
            assert_eq!(problems.len(), 1, "{given}");
            assert_eq!((&*problems[0].key, &*problems[0].message), (key, message));
        }
    }

    #[test]
    fn digits_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_048_576, "1,048,576"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
