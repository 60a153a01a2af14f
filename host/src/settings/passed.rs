//! The settings as the component gets them: JSON texts, made once and not for each call.
//! `wit/settings.wit` says what they are.

use std::collections::HashMap;

use serde_json::{Value, json};
use vestibule_settings::entries;

use super::{SET_BY_HOST, Settings};

/// The texts of all stanzas, and of their entries.
#[derive(Default)]
pub(crate) struct Passed {
    stanzas: HashMap<String, Stanza>,
}

struct Stanza {
    text: String,
    entries: HashMap<String, String>,
}

impl Passed {
    /// The settings for the component. The last argument is whether this host has a callback of its own.
    pub(crate) fn new(settings: &Settings, is_callback_configured: bool) -> Self {
        let mut stanzas = settings.stanzas.clone();
        let set_by_host = [settings.is_delivery_configured, is_callback_configured];
        let main = stanzas.entry("main").or_insert_with(|| json!({}));
        if let Value::Object(main) = main {
            for (key, value) in SET_BY_HOST.into_iter().zip(set_by_host) {
                main.insert(key.to_owned(), Value::Bool(value));
            }
        }
        let stanzas = stanzas.iter().map(|(name, stanza)| {
            let text = stanza.to_string();
            let entries = entries(name, stanza);
            (name.clone(), Stanza { text, entries })
        });
        Self {
            stanzas: stanzas.collect(),
        }
    }

    pub(crate) fn stanza(&self, name: &str) -> Option<&str> {
        Some(&self.stanzas.get(name)?.text)
    }

    pub(crate) fn entry(&self, stanza: &str, key: &str) -> Option<&str> {
        let entry = self.stanzas.get(stanza)?.entries.get(key)?;
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::{Passed, Settings};
    use crate::settings::SecretText;

    #[test]
    fn only_keys_that_are_set_are_passed_on() {
        let mut settings = Settings::default();
        settings.set("session.expiry", 30);
        settings.set("session.max_age", 30);
        settings.set("session.max_age", None::<u32>);
        settings.set_address_list("ann", ["*"]);
        settings.add_basic_auth("a/b", SecretText("one".to_owned()));
        settings.add_basic_auth("a/b", SecretText("two".to_owned()));
        let passed = Passed::new(&settings, true);
        assert_eq!(passed.stanza("session"), Some(r#"{"expiry":30}"#));
        assert_eq!(passed.stanza("signup"), None);
        assert_eq!(passed.entry("user_address_list", "ann"), Some(r#"["*"]"#));
        assert_eq!(passed.entry("user_address_list", "ben"), None);
        let definition = passed.entry("linked_auth", "basic_auth/a/b");
        assert!(definition.is_some_and(|text| text.contains("one")));
        assert_eq!(passed.entry("linked_auth", "definition"), None);
        let main = r#"{"is_callback_configured":true,"is_delivery_configured":false}"#;
        assert_eq!(passed.stanza("main"), Some(main));
    }
}
