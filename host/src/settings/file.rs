//! The settings file: one TOML file with the stanzas of `sso.conf` and the host's own.
//!
//! A variable `VESTIBULE_<STANZA>_<KEY>` of the environment takes the place of a key, its value
//! written as in TOML (a text needs no quotes). Unknown keys and wrong types are errors that name
//! file, stanza and key, never a weaker mode.

use std::{collections::BTreeMap, num::NonZeroUsize, path::Path};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, de::DeserializeOwned};
use toml::{Table, Value};

use super::{SecretText, Settings, UserValidation};

const PREFIX: &str = "VESTIBULE_";

/// What stands for an argument of the command line rather than for a key.
const ARGUMENTS: [&str; 4] = ["LISTEN", "DATA", "STORAGE", "CONFIG"];

/// Every stanza there is.
pub(super) const STANZAS: [&str; 15] = [
    "main",
    "apps",
    "login",
    "session",
    "password",
    "signup",
    "user_validation",
    "user_address_list",
    "search",
    "password_reset",
    "throttling",
    "linked_auth",
    "host",
    "storage",
    "callbacks",
];

/// A settings file, understood.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// For the component.
    pub settings: Settings,
    /// For this host.
    pub host: Host,
    /// Where data is kept.
    pub storage: Storage,
    /// How callbacks are told of sign-ups.
    pub callbacks: Callbacks,
}

/// Stanza `host`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Host {
    /// Address and port to serve on. Default: 127.0.0.1:17010.
    pub listen: Option<String>,
    /// Address and port for `/metrics`, which nobody else should reach. Default: nowhere.
    pub metrics_listen: Option<String>,
    /// Addresses and networks of proxies whose `X-Forwarded-For` is believed. Default: none.
    pub trusted_proxies: Vec<String>,
    /// Addresses and networks of clients that may send login metadata. Default: none.
    pub trusted_clients: Vec<String>,
}

/// Stanza `storage`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// `sqlite:DIRECTORY` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. Default: SQLite in the
    /// data directory.
    pub url: Option<SecretText>,
    /// Connections to PostgreSQL that this host opens at most. Default: 16.
    pub connections: Option<NonZeroUsize>,
}

/// Stanza `callbacks`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Callbacks {
    /// What messages to `signup.callback_url_list` are signed with: `whsec_` and 24 to 64 bytes in
    /// Base64. Required where there are URLs.
    pub secret: Option<SecretText>,
}

impl File {
    /// Reads a file, if there is one, and the environment.
    ///
    /// # Errors
    /// If it cannot be read, is no TOML, or has unknown keys or wrong types.
    pub fn load(
        path: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let name = path.map_or("environment".to_owned(), |path| path.display().to_string());
        let text = match path {
            Some(path) => std::fs::read_to_string(path).context(format!("cannot read {name}"))?,
            None => String::new(),
        };
        let mut table: Table = text.parse().map_err(|error: toml::de::Error| {
            anyhow::anyhow!("{name}: {}", located(&text, &error))
        })?;
        for (variable, value) in environment {
            override_key(&mut table, &variable, &value)?;
        }
        Self::understand(table).context(name)
    }

    fn understand(mut table: Table) -> Result<Self> {
        if let Some(unknown) = table.keys().find(|key| !STANZAS.contains(&key.as_str())) {
            bail!("[{unknown}] is no stanza");
        }
        let address_lists: BTreeMap<String, Vec<String>> = stanza(&mut table, "user_address_list")?;
        let user_validation: UserValidation = stanza(&mut table, "user_validation")?;
        Ok(Self {
            settings: Settings {
                main: stanza(&mut table, "main")?,
                apps: stanza(&mut table, "apps")?,
                login: stanza(&mut table, "login")?,
                session: stanza(&mut table, "session")?,
                password: stanza(&mut table, "password")?,
                signup: stanza(&mut table, "signup")?,
                user_validation,
                search: stanza(&mut table, "search")?,
                password_reset: stanza(&mut table, "password_reset")?,
                throttling: stanza(&mut table, "throttling")?,
                linked_auth: stanza(&mut table, "linked_auth")?,
                user_address_list: address_lists,
                is_delivery_configured: false,
            },
            host: stanza(&mut table, "host")?,
            storage: stanza(&mut table, "storage")?,
            callbacks: stanza(&mut table, "callbacks")?,
        })
    }
}

/// Where a file is no TOML. Not what stands there: it may be a secret.
fn located(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let line = text
        .get(..start)
        .map_or(1, |before| before.matches('\n').count() + 1);
    format!("line {line}: {}", error.message())
}

fn stanza<T: DeserializeOwned + Default>(table: &mut Table, name: &str) -> Result<T> {
    let Some(value) = table.remove(name) else {
        return Ok(T::default());
    };
    serde_path_to_error::deserialize(value).map_err(|error| {
        let key = error.path().to_string();
        let message = without_value(error.inner().message());
        anyhow::anyhow!("[{name}] {key}: {message}")
    })
}

/// serde repeats a value of the wrong type, which may be a secret: `invalid type: string "…"`.
fn without_value(message: &str) -> String {
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            let before = message.get(..first).unwrap_or_default();
            let after = message.get(last + 1..).unwrap_or_default();
            format!("{}{}", before.trim_end(), after)
        }
        _ => message.trim().to_owned(),
    }
}

fn override_key(table: &mut Table, variable: &str, value: &str) -> Result<()> {
    let Some(name) = variable.strip_prefix(PREFIX) else {
        return Ok(());
    };
    if ARGUMENTS.contains(&name) {
        return Ok(());
    }
    let name = name.to_lowercase();
    let key_of = |stanza: &str| Some(name.strip_prefix(stanza)?.strip_prefix('_')?.to_owned());
    let found = STANZAS
        .iter()
        .filter_map(|stanza| Some((*stanza, key_of(stanza)?)))
        .max_by_key(|(stanza, _)| stanza.len());
    let (stanza, key) = found.with_context(|| format!("{variable}: names no stanza"))?;
    let stanza = table
        .entry(stanza)
        .or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(stanza) = stanza {
        stanza.insert(key, parse_value(value));
    }
    Ok(())
}

fn parse_value(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>();
    let value = parsed.ok().and_then(|mut table| table.remove("value"));
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::File;

    fn load(text: &str, environment: &[(&str, &str)]) -> Result<File, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        std::fs::write(&path, text).unwrap();
        let environment = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        File::load(Some(&path), environment).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn problems_name_stanza_and_key() {
        let message = load("[signup]\nenabledd = true", &[]).unwrap_err();
        assert!(
            message.contains("[signup]") && message.contains("enabledd"),
            "{message}"
        );
        let message = load("[session]\nexpiry = \"long\"", &[]).unwrap_err();
        assert!(message.contains("[session] expiry"), "{message}");
        let message = load("[sighnup]\n", &[]).unwrap_err();
        assert!(message.contains("[sighnup]"), "{message}");
    }

    #[test]
    fn a_secret_is_not_repeated() {
        let message = load("[main]\nkeys = \"hush-hush\"", &[]).unwrap_err();
        assert!(
            message.contains("[main] keys") && !message.contains("hush"),
            "{message}"
        );
        let message = load("[main]\nkeys = [\"hush-hush\"", &[]).unwrap_err();
        assert!(!message.contains("hush"), "{message}");
    }

    #[test]
    fn the_environment_wins() {
        let environment = [
            ("VESTIBULE_USER_VALIDATION_REJECT_EMAIL", "[\"x\"]"),
            ("VESTIBULE_SESSION_EXPIRY", "5"),
            ("VESTIBULE_APPS_DEFAULT", "ERP"),
            ("VESTIBULE_DATA", "elsewhere"),
        ];
        let file = load("[session]\nexpiry = 60", &environment).unwrap();
        assert_eq!(file.settings.session.expiry, Some(5));
        assert_eq!(file.settings.apps.default.as_deref(), Some("ERP"));
        let words = file.settings.user_validation.reject_email.unwrap();
        assert_eq!(words, ["x"]);
        assert!(load("", &[("VESTIBULE_SESSION_EXPIRI", "5")]).is_err());
        assert!(load("", &[("VESTIBULE_SINGUP_ENABLED", "false")]).is_err());
    }
}
