//! The operator's settings, stanza by stanza.
//!
//! The host passes the stanzas of the component on as they are: what they may contain, what is checked and
//! what the defaults are is known to the component alone (`docs/settings.md` lists all settings).

pub mod file;
mod passed;
#[cfg(test)]
mod reference;

use std::fmt;

use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use vestibule_settings::{Variable, parse};

pub(crate) use self::passed::Passed;

/// The keys of stanza `main` that the host itself sets.
const SET_BY_HOST: [&str; 2] = ["is_delivery_configured", "is_callback_configured"];

/// A text that no log shows.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SecretText(pub String);

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// The settings of the component. `docs/settings.md` lists them; a key that is not set has its default.
///
/// [`SsoBuilder::build`](crate::SsoBuilder::build) checks them, and its error contains stanza and key of
/// each problem: an unknown stanza or key, a wrong type, a value out of range.
///
/// # Examples
///
/// ```
/// use vestibule::{SystemRandomness, key, settings::Settings};
///
/// let mut settings = Settings::from_toml("[session]\nexpiry = 30")?;
/// settings.set_keys([key::new(&SystemRandomness)?]);
/// settings.set("signup.is_approval_needed", false);
/// settings.set("apps.all", vec!["CRM", "Intranet"]);
/// settings.set_address_list("ann", ["192.0.2.0/24"]);
/// assert_eq!(settings.get("session.expiry"), Some(&30.into()));
/// # Ok::<_, anyhow::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Settings {
    /// Objects by the names of their stanzas.
    stanzas: Map<String, Value>,
    /// The variables that replace keys, once the names of the stanzas are known.
    variables: Vec<Variable>,
    /// Whether messages are taken from the outbox. If not, none is queued.
    pub is_delivery_configured: bool,
}

impl Settings {
    /// Settings from a TOML text, as the file of `vestibule serve` has them, without the stanzas of that
    /// server (`host`, `storage`, `callbacks`).
    ///
    /// # Errors
    /// If the text is not TOML, or has something outside of a stanza. The message does not repeat any
    /// value.
    pub fn from_toml(text: &str) -> Result<Self> {
        Self::from_tables(parse(text)?)
    }

    fn from_tables(tables: toml::Table) -> Result<Self> {
        let mut stanzas = Map::new();
        for (name, table) in tables {
            match serde_json::to_value(table) {
                Ok(Value::Object(table)) => stanzas.insert(name, Value::Object(table)),
                _ => bail!("{name} must be a stanza: [{name}]"),
            };
        }
        if let Some(Value::Object(main)) = stanzas.get("main")
            && let Some(key) = SET_BY_HOST.iter().find(|key| main.contains_key(**key))
        {
            bail!("[main] {key} is an unknown key");
        }
        Ok(Self {
            stanzas,
            ..Self::default()
        })
    }

    /// Sets `stanza.key`; `null` (or a `None`) removes what was set. The component checks the value.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        let (stanza, key) = name.split_once('.').unwrap_or((name, ""));
        self.insert(stanza, key, value.into());
    }

    fn insert(&mut self, stanza: &str, key: &str, value: Value) {
        let table = self.stanzas.entry(stanza).or_insert_with(|| json!({}));
        let Value::Object(table) = table else { return };
        if value.is_null() {
            table.remove(key);
        } else {
            table.insert(key.to_owned(), value);
        }
    }

    /// The value of `stanza.key`, if it was set. Defaults are known to the component alone
    /// ([`Sso::effective_settings`](crate::Sso::effective_settings)).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let (stanza, key) = name.split_once('.')?;
        self.stanzas.get(stanza)?.get(key)
    }

    /// The texts of a list that was set.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let list = self.get(name).and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        texts.map(ToOwned::to_owned).collect()
    }

    /// Sets the secret keys, 32 bytes each in standard Base64 (`main.keys`). The first encrypts, all decrypt.
    pub fn set_keys(&mut self, keys: impl IntoIterator<Item = SecretText>) {
        let keys: Vec<String> = keys.into_iter().map(|key| key.0).collect();
        self.set("main.keys", keys);
    }

    /// How many secret keys are set.
    pub(crate) fn number_of_keys(&self) -> usize {
        self.texts("main.keys").len()
    }

    /// Sets the addresses and networks (CIDR) that the user of a canonical username (NFKC, case-folded) may
    /// come from (`user_address_list`). `*` is any address.
    pub fn set_address_list<T: Into<String>>(
        &mut self,
        username: &str,
        entries: impl IntoIterator<Item = T>,
    ) {
        let entries: Vec<String> = entries.into_iter().map(Into::into).collect();
        self.insert("user_address_list", username, entries.into());
    }

    /// Adds a Basic credential that accounts can be linked to (`linked_auth.definition`), with the hash
    /// of its password ([`Sso::hash_password`](crate::Sso::hash_password)).
    pub fn add_basic_auth(&mut self, username: &str, password_hash: SecretText) {
        let definition = json!({
            "auth_type": "basic_auth",
            "username": username,
            "password_hash": password_hash.0,
        });
        let definitions = self.get("linked_auth.definition");
        let mut definitions = definitions
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        definitions.push(definition);
        self.set("linked_auth.definition", definitions);
    }

    /// Forgets all stanzas but one.
    pub fn retain(&mut self, stanza: &str) {
        self.stanzas.retain(|name, _| name == stanza);
        self.variables.retain(|variable| variable.may_be_of(stanza));
    }

    /// Puts the variables of the environment in their places, now that the stanzas are known, and requires
    /// that there is no other stanza.
    pub(crate) fn resolve(&mut self, stanzas: &[String]) -> Result<()> {
        for variable in std::mem::take(&mut self.variables) {
            let (stanza, key) = variable.place(stanzas.iter().map(String::as_str))?;
            self.insert(&stanza, &key, serde_json::to_value(variable.value)?);
        }
        let is_unknown = |name: &&String| !stanzas.contains(name);
        let unknown = self.stanzas.keys().filter(is_unknown);
        let unknown: Vec<String> = unknown
            .map(|name| format!("unknown stanza [{name}]"))
            .collect();
        if !unknown.is_empty() {
            bail!("{}", unknown.join(", "));
        }
        Ok(())
    }
}

/// The names of the keys that are set, without values: some are secret.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_map();
        for (name, stanza) in &self.stanzas {
            let keys = stanza.as_object().map(|stanza| stanza.keys());
            shown.entry(name, &keys.into_iter().flatten().collect::<Vec<_>>());
        }
        shown.finish()
    }
}
