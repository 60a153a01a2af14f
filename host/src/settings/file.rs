//! The settings file: one TOML file with the stanzas of `sso.conf` and the host's own.
//!
//! A variable `VESTIBULE_<STANZA>_<KEY>` of the environment replaces a key (`edge/settings`).
//! Unknown stanzas, unknown keys and wrong types are errors that name file, stanza and key, never a
//! weaker mode: here for the host's own stanzas, in the component for all others.

use std::{num::NonZeroUsize, path::Path};

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, de::DeserializeOwned};
use toml::{Table, Value};
use vestibule_settings::{Variable, parse};

use super::{SecretText, Settings};

/// The stanzas whose keys are checked here: the host's own, and `main`, because the secret keys may be in
/// a file beside the data.
const STANZAS: [&str; 4] = ["host", "storage", "callbacks", "main"];

/// A parsed settings file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// For the component.
    pub settings: Settings,
    /// For this host.
    pub host: Host,
    /// The place of the data.
    pub storage: Storage,
    /// How callbacks about sign-ups are sent.
    pub callbacks: Callbacks,
}

/// Stanza `host`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Host {
    /// Address and port to serve on. Default: 127.0.0.1:17010.
    pub listen: Option<String>,
    /// Address and port for `/metrics`; it should be reachable by the monitoring only. Default: none.
    pub metrics_listen: Option<String>,
    /// Addresses and networks of proxies whose `X-Forwarded-For` is trusted. Default: none.
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
    /// Maximum number of connections that this host opens to PostgreSQL. Default: 16.
    pub connections: Option<NonZeroUsize>,
    /// Loopback address and port on which the server offers this store to edges, such as
    /// `127.0.0.1:17012`. Default: none.
    pub listen: Option<String>,
    /// What edges show to use the store: 32 to 512 letters, digits, `+`, `/`, `=`, `-` and `_`. Required
    /// with `listen`.
    pub token: Option<SecretText>,
}

/// Stanza `callbacks`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Callbacks {
    /// The key that signs messages to `signup.callback_url_list`: `whsec_` and 24 to 64 bytes in
    /// Base64. Required if there are URLs.
    pub secret: Option<SecretText>,
}

impl File {
    /// Reads a file, if there is one, and the environment.
    ///
    /// # Errors
    /// If it cannot be read, is not TOML, or has unknown keys or wrong types.
    pub fn load(
        path: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let name = path.map_or("environment".to_owned(), |path| path.display().to_string());
        let text = match path {
            Some(path) => std::fs::read_to_string(path).context(format!("cannot read {name}"))?,
            None => String::new(),
        };
        Self::understand(&text, environment).context(name)
    }

    fn understand(
        text: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let mut tables = parse(text)?;
        let variables = environment.into_iter().filter_map(Variable::of_environment);
        let (here, elsewhere) = variables
            .partition::<Vec<_>, _>(|variable| variable.place(STANZAS.into_iter()).is_ok());
        for variable in here {
            let (stanza, key) = variable.place(STANZAS.into_iter())?;
            let table = tables.entry(stanza).or_insert_with(|| Table::new().into());
            if let Value::Table(table) = table {
                table.insert(key, variable.value);
            }
        }
        let host = own(&mut tables, "host")?;
        let storage = own(&mut tables, "storage")?;
        let callbacks = own(&mut tables, "callbacks")?;
        let mut settings = Settings::from_tables(tables)?;
        settings.variables = elsewhere;
        Ok(Self {
            settings,
            host,
            storage,
            callbacks,
        })
    }
}

/// Reads one of the host's own stanzas, and takes it out of the tables.
fn own<T: DeserializeOwned + Default>(tables: &mut Table, name: &str) -> Result<T> {
    let Some(value) = tables.remove(name) else {
        return Ok(T::default());
    };
    serde_path_to_error::deserialize(value).map_err(|error| {
        let key = error.path().to_string();
        let message =
            without_value(error.inner().message()).replace("unknown field", "unknown key");
        anyhow!("[{name}] {key}: {message}")
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
    fn problems_of_own_stanzas_name_stanza_and_key() {
        let message = load("[host]\nlistenn = 1", &[]).unwrap_err();
        assert!(message.contains("[host] listenn: unknown key"), "{message}");
        let message = load("[storage]\nconnections = \"many\"", &[]).unwrap_err();
        assert!(message.contains("[storage] connections"), "{message}");
        let message = load("expiry = 60", &[]).unwrap_err();
        assert!(message.contains("expiry must be a stanza"), "{message}");
        let message = load("[main]\nis_delivery_configured = true", &[]).unwrap_err();
        assert!(message.contains("[main] is_delivery_configured is an unknown key"));
    }

    #[test]
    fn a_secret_is_not_repeated() {
        let message = load("[callbacks]\nsecret = [\"hush-hush\"]", &[]).unwrap_err();
        assert!(
            message.contains("[callbacks] secret") && !message.contains("hush"),
            "{message}"
        );
        let message = load("[main]\nkeys = [\"hush-hush\"", &[]).unwrap_err();
        assert!(!message.contains("hush"), "{message}");
        let file = load("[main]\nkeys = [\"hush-hush\"]", &[]).unwrap();
        let shown = format!("{file:?}");
        assert!(shown.contains("keys") && !shown.contains("hush"), "{shown}");
    }

    #[test]
    fn an_unknown_stanza_is_named() {
        let mut settings = load("[sighnup]\n[session]", &[]).unwrap().settings;
        let error = settings.resolve(&["session".to_owned()]).unwrap_err();
        assert_eq!(error.to_string(), "unknown stanza [sighnup]");
    }

    #[test]
    fn the_environment_wins() {
        let environment = [
            ("VESTIBULE_USER_VALIDATION_REJECT_EMAIL", "[\"x\"]"),
            ("VESTIBULE_USER_DEFAULT", "ERP"),
            ("VESTIBULE_MAIN_KEYS", "[\"a\", \"b\"]"),
            ("VESTIBULE_HOST_LISTEN", "[::1]:1"),
            ("VESTIBULE_DATA", "elsewhere"),
        ];
        let mut file = load("[user]\ndefault = \"CRM\"", &environment).unwrap();
        assert_eq!(file.host.listen.as_deref(), Some("[::1]:1"));
        assert_eq!(file.settings.number_of_keys(), 2);
        let stanzas = ["user", "user_validation", "main"].map(ToOwned::to_owned);
        file.settings.resolve(&stanzas).unwrap();
        assert_eq!(file.settings.get("user.default"), Some(&"ERP".into()));
        assert_eq!(file.settings.texts("user_validation.reject_email"), ["x"]);

        let mut file = load("", &[("VESTIBULE_SINGUP_ENABLED", "false")]).unwrap();
        let error = file.settings.resolve(&stanzas).unwrap_err();
        let expected = "VESTIBULE_SINGUP_ENABLED does not begin with the name of a stanza";
        assert_eq!(error.to_string(), expected);
    }
}
