//! The stanzas of `sso.conf` as they apply: what the host passes on, with the defaults filled in.
//!
//! Defaults and validity are rules, so they are here and nowhere else. The meaning and the unit
//! of each key are documented in `wit/settings.wit`.

pub mod address_lists;
pub mod apps;
mod cache;
mod callback_url;
pub mod linked_auth;
pub mod login;
pub mod main_stanza;
pub mod password;
pub mod password_reset;
pub mod search;
pub mod session;
pub mod signup;
pub mod throttling;
pub mod user_validation;

pub use cache::Settings;

use std::ops::RangeInclusive;

use crate::contract::configuration::Problem;

/// Defines a stanza: its fields with their defaults, how it is loaded, and what is in force.
macro_rules! stanza {
    (
        $(#[$documentation:meta])*
        $name:ident = $stanza:literal from $load:ident {
            $($field:ident: $type:ty = $default:expr,)*
        }
    ) => {
        $(#[$documentation])*
        #[allow(missing_docs, reason = "documented in wit/settings.wit")]
        #[derive(Clone, Debug)]
        pub struct $name {
            $(pub $field: $type,)*
        }

        impl $name {
            const STANZA: &'static str = $stanza;

            /// Asks the host for the stanza and fills in the defaults.
            #[must_use]
            pub fn load(platform: &dyn $crate::platform::Platform) -> Self {
                let given = platform.$load();
                Self {
                    $($field: given.$field.unwrap_or_else(|| $default),)*
                }
            }

            /// The stanza as it applies.
            #[must_use]
            pub fn effective(&self) -> Vec<$crate::contract::configuration::Setting> {
                vec![$(
                    $crate::settings::setting(Self::STANZA, stringify!($field), &self.$field),
                )*]
            }
        }
    };
}
pub(crate) use stanza;

/// One setting in force.
pub(crate) fn setting(
    stanza: &str,
    key: &str,
    value: &impl serde::Serialize,
) -> crate::contract::configuration::Setting {
    crate::contract::configuration::Setting {
        stanza: stanza.to_owned(),
        key: key.to_owned(),
        value: serde_json::to_string(value).unwrap_or_default(),
    }
}

/// Collects what is wrong with one stanza.
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

    pub(crate) fn require(&mut self, holds: bool, key: &str, message: impl Into<String>) {
        if !holds {
            self.add(key, message);
        }
    }

    pub(crate) fn range(&mut self, key: &str, value: u32, range: RangeInclusive<u32>) {
        let message = format!("must be from {} to {}", range.start(), range.end());
        self.require(range.contains(&value), key, message);
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
}

/// A list from literals.
pub(crate) fn list(entries: &[&str]) -> Vec<String> {
    entries.iter().map(|entry| (*entry).to_owned()).collect()
}
