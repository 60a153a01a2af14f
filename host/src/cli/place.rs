//! The place of data and settings: the arguments that all commands share.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use vestibule::{
    Runtime, RuntimeOptions, Sso, SystemRandomness, key,
    settings::file::File,
    storage::{self, StorageOptions, StorageUrl},
};

/// No key is made here: hosts that share a database need the same one.
const KEYS_ARE_MISSING: &str = "[main] keys is missing: all hosts on a database server need the \
     same secret key, 32 random bytes in Base64 (`openssl rand -base64 32` makes one)";

#[derive(Args)]
pub(crate) struct Place {
    /// Directory for data; created if it does not exist
    #[arg(
        long,
        value_name = "DIR",
        env = "VESTIBULE_DATA",
        default_value = "vestibule-data"
    )]
    data: PathBuf,
    #[arg(
        long,
        help = format!(
            "Where to keep data: {} [default: SQLite in the data directory]",
            StorageUrl::forms()
        ),
        value_name = "URL",
        env = "VESTIBULE_STORAGE",
        hide_env_values = true
    )]
    storage: Option<String>,
    /// TOML file with settings
    #[arg(long, value_name = "FILE", env = "VESTIBULE_CONFIG")]
    config: Option<PathBuf>,
}

impl Place {
    /// Reads the settings.
    pub(crate) fn settings(&self) -> Result<File> {
        File::load(self.config.as_deref(), environment())
    }

    /// Opens the store and builds the SSO.
    pub(crate) async fn open(&self, file: &File, component: Option<&Path>) -> Result<Sso> {
        make_directory(&self.data)?;
        let mut settings = file.settings.clone();
        let mut source = self.source();
        let url = self.storage_url(file)?;
        if settings.get("main.keys").is_none() {
            let Some(directory) = url.key_directory() else {
                bail!("{source}: {KEYS_ARE_MISSING}");
            };
            make_directory(directory)?;
            let has_data = storage::exists(&url).await?;
            let keys = key::read_or_make(directory, has_data, &SystemRandomness)?;
            settings.set_keys(keys);
            source += &format!(", {}", key::path(directory).display());
        }
        let connections = file.storage.connections;
        let storage = storage::open(&url, StorageOptions { connections }).await?;
        let component = match component {
            Some(path) => Some(
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?,
            ),
            None => None,
        };
        let runtime = Runtime::new(RuntimeOptions {
            component,
            cache: Some(self.data.join("cache")),
        })?;
        let mut builder = Sso::builder()
            .storage(storage)
            .settings(settings)
            .runtime(runtime);
        if let Some(secret) = &file.callbacks.secret {
            builder = builder.callback_secret(secret.clone());
        }
        builder.build().await.context(source)
    }

    /// The URL of the store. An error names the argument or the key that is wrong.
    pub(crate) fn storage_url(&self, file: &File) -> Result<StorageUrl> {
        let (url, from) = match (&self.storage, &file.storage.url) {
            (Some(url), _) => (url, "--storage".to_owned()),
            (None, Some(url)) => (&url.0, format!("{}: [storage] url", self.source())),
            (None, None) => return Ok(StorageUrl::sqlite(&self.data)),
        };
        url.parse().context(from)
    }

    /// The same as [`Place::open`], but fails if there is no data.
    pub(crate) async fn open_existing(&self, file: &File) -> Result<Sso> {
        let url = self.storage_url(file)?;
        ensure!(storage::exists(&url).await?, "there is no data in {url}");
        self.open(file, None).await
    }

    /// The source of the settings, for messages.
    pub(crate) fn source(&self) -> String {
        let path = self.config.as_ref();
        path.map_or("environment".to_owned(), |path| path.display().to_string())
    }

    /// The arguments by which another command finds the same place.
    pub(crate) fn arguments(&self) -> String {
        let mut text = format!("--data {}", self.data.display());
        // Displayed without a password.
        if let Some(Ok(storage)) = self.storage.as_ref().map(|url| url.parse::<StorageUrl>()) {
            text += &format!(" --storage {storage}");
        }
        if let Some(config) = &self.config {
            text += &format!(" --config {}", config.display());
        }
        text
    }
}

/// The environment variables, without those that are not UTF-8: they are not settings.
pub(crate) fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Accessible to its owner alone: it holds the secret key and the compiled component.
fn make_directory(directory: &Path) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .with_context(|| format!("cannot create {}", directory.display()))
}
