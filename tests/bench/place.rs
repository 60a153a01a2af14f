//! The place of the data: on SQLite or on PostgreSQL, both on the disk of the temporary directory.

use std::{
    path::Path,
    process::Command,
    sync::{Arc, OnceLock},
};

use anyhow::Result;
use tempfile::TempDir;
use vestibule::{
    Runtime, RuntimeOptions, Sso,
    settings::{SecretText, Settings},
    storage::{self, Storage, StorageOptions, StorageUrl},
};

use crate::postgres::{PostgresServer, psql};

const KEY: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

pub(crate) struct Place {
    /// For compiled code, and for SQLite.
    directory: TempDir,
    url: StorageUrl,
    /// The URL of a database, whole; none on SQLite.
    database: Option<String>,
}

/// A separate database on the one server, which waits for the disk as by default. The server has the memory
/// of a realistic installation.
pub(crate) fn database() -> String {
    static SERVER: OnceLock<PostgresServer> = OnceLock::new();
    SERVER
        .get_or_init(|| PostgresServer::start("-c shared_buffers=256MB"))
        .database()
}

impl Place {
    pub(crate) fn on_sqlite() -> Result<Self> {
        let directory = tempfile::tempdir()?;
        Ok(Self {
            url: StorageUrl::sqlite(directory.path()),
            directory,
            database: None,
        })
    }

    pub(crate) fn on_postgres() -> Result<Self> {
        let database = database();
        Ok(Self {
            url: database.parse()?,
            directory: tempfile::tempdir()?,
            database: Some(database),
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        match self.database {
            None => "SQLite",
            Some(_) => "PostgreSQL",
        }
    }

    /// The store, opened as a server does.
    pub(crate) async fn storage(&self) -> Result<Arc<dyn Storage>> {
        Ok(storage::open(&self.url, StorageOptions::default()).await?)
    }

    /// An SSO over it, with settings changed.
    pub(crate) async fn sso(&self, change: impl FnOnce(&mut Settings)) -> Result<Sso> {
        sso(self.storage().await?, self.directory.path(), change).await
    }

    /// The arguments that name the place to a server.
    pub(crate) fn show(&self, command: &mut Command) {
        command
            .arg("--data")
            .arg(self.directory.path())
            .env("VESTIBULE_STORAGE", self.url.to_string())
            .env("VESTIBULE_MAIN_KEYS", format!("[\"{KEY}\"]"));
    }

    /// Makes the database do its pending work now instead of in the middle of a round.
    pub(crate) async fn settle(&self) -> Result<()> {
        let Some(url) = self.database.clone() else {
            return Ok(());
        };
        let settled = tokio::task::spawn_blocking(move || {
            psql(&url, "VACUUM (ANALYZE)");
            psql(&url, "CHECKPOINT");
        });
        Ok(settled.await?)
    }
}

/// An SSO over any store, with settings changed.
pub(crate) async fn sso(
    storage: Arc<dyn Storage>,
    cache: &Path,
    change: impl FnOnce(&mut Settings),
) -> Result<Sso> {
    let mut settings = Settings::default();
    settings.set_keys([SecretText(KEY.to_owned())]);
    change(&mut settings);
    let runtime = Runtime::new(RuntimeOptions {
        component: None,
        cache: Some(cache.join("cache")),
    })?;
    Sso::builder()
        .storage(storage)
        .settings(settings)
        .runtime(runtime)
        .build()
        .await
}

pub(crate) fn hash_cheaply(settings: &mut Settings) {
    settings.set("password.argon2_memory_kib", 64);
}
