//! Where data and settings are: the arguments that all commands share.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use vestibule::{
    Runtime, RuntimeOptions, Sso, SystemRandomness, key, settings::file::File, storage::Sqlite,
};

#[derive(Args)]
pub(crate) struct Place {
    /// Directory for data, made if it is not there
    #[arg(
        long,
        value_name = "DIR",
        env = "VESTIBULE_DATA",
        default_value = "vestibule-data"
    )]
    data: PathBuf,
    /// Where to keep data: sqlite:DIR [default: SQLite in the data directory]
    #[arg(long, value_name = "URL", env = "VESTIBULE_STORAGE")]
    storage: Option<String>,
    /// TOML file with settings
    #[arg(long, value_name = "FILE", env = "VESTIBULE_CONFIG")]
    config: Option<PathBuf>,
}

impl Place {
    /// Reads the settings.
    pub(crate) fn settings(&self) -> Result<File> {
        // What is not UTF-8 cannot be one of ours.
        let environment = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        File::load(self.config.as_deref(), environment)
    }

    /// Opens the data and puts the SSO together.
    pub(crate) async fn open(&self, file: &File, component: Option<&Path>) -> Result<Sso> {
        make_directory(&self.data)?;
        let directory = self.sqlite_directory(file)?;
        let mut settings = file.settings.clone();
        let mut source = self.source();
        if settings.main.keys.is_none() {
            make_directory(&directory)?;
            let has_data = Sqlite::exists(&directory);
            settings.main.keys = Some(key::read_or_make(&directory, has_data, &SystemRandomness)?);
            source += &format!(", {}", key::path(&directory).display());
        }
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
        Sso::builder()
            .storage(Sqlite::open(&directory)?)
            .settings(settings)
            .runtime(runtime)
            .build()
            .await
            .context(source)
    }

    /// The same for data that has to be there.
    pub(crate) async fn open_existing(&self, file: &File) -> Result<Sso> {
        let directory = self.sqlite_directory(file)?;
        if !Sqlite::exists(&directory) {
            bail!("there is no data in {}", directory.display());
        }
        self.open(file, None).await
    }

    /// Where settings come from, for messages.
    pub(crate) fn source(&self) -> String {
        let path = self.config.as_ref();
        path.map_or("environment".to_owned(), |path| path.display().to_string())
    }

    /// The arguments by which another command finds the same place.
    pub(crate) fn arguments(&self) -> String {
        let mut text = format!("--data {}", self.data.display());
        if let Some(storage) = &self.storage {
            text += &format!(" --storage {storage}");
        }
        if let Some(config) = &self.config {
            text += &format!(" --config {}", config.display());
        }
        text
    }

    fn sqlite_directory(&self, file: &File) -> Result<PathBuf> {
        let (url, from) = match (&self.storage, &file.storage.url) {
            (Some(url), _) => (url, "--storage".to_owned()),
            (None, Some(url)) => (url, format!("{}: [storage] url", self.source())),
            (None, None) => return Ok(self.data.clone()),
        };
        match url.strip_prefix("sqlite:") {
            Some(directory) if !directory.is_empty() => Ok(directory.into()),
            _ => bail!("{from}: only sqlite:DIR is known"),
        }
    }
}

/// Only its owner gets in: the key and the compiled component are there.
fn make_directory(directory: &Path) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .with_context(|| format!("cannot make {}", directory.display()))
}
