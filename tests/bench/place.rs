//! Where data are: on SQLite or on PostgreSQL, both on the disk of the temporary directory.

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
    storage::{Postgres, PostgresOptions, Sqlite, Storage, StorageUrl},
};

use crate::postgres::{PostgresServer, psql};

const KEY: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

pub(crate) struct Place {
    /// For compiled code, and for SQLite.
    directory: TempDir,
    url: StorageUrl,
}

/// A database of its own on the one server there is, which waits for the disk as it does by
/// default. It has the memory that a server of some use would be given.
pub(crate) fn database() -> String {
    static SERVER: OnceLock<PostgresServer> = OnceLock::new();
    SERVER
        .get_or_init(|| PostgresServer::start("-c shared_buffers=256MB"))
        .database()
}

impl Place {
    pub(crate) fn on_sqlite() -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let url = StorageUrl::Sqlite(directory.path().to_owned());
        Ok(Self { directory, url })
    }

    pub(crate) fn on_postgres() -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let url = StorageUrl::Postgres(database());
        Ok(Self { directory, url })
    }

    pub(crate) fn name(&self) -> &'static str {
        match self.url {
            StorageUrl::Sqlite(_) => "SQLite",
            StorageUrl::Postgres(_) => "PostgreSQL",
        }
    }

    /// The store, opened as a server does.
    pub(crate) async fn storage(&self) -> Result<Arc<dyn Storage>> {
        Ok(match &self.url {
            StorageUrl::Sqlite(directory) => Arc::new(Sqlite::open(directory)?),
            StorageUrl::Postgres(url) => {
                Arc::new(Postgres::open(url, PostgresOptions::default()).await?)
            }
        })
    }

    /// An SSO over it, with settings changed.
    pub(crate) async fn sso(&self, change: impl FnOnce(&mut Settings)) -> Result<Sso> {
        sso(self.storage().await?, self.directory.path(), change).await
    }

    /// Tells a server where it is.
    pub(crate) fn show(&self, command: &mut Command) {
        command
            .arg("--data")
            .arg(self.directory.path())
            .env("VESTIBULE_STORAGE", self.url.to_string())
            .env("VESTIBULE_MAIN_KEYS", format!("[\"{KEY}\"]"));
    }

    /// Has the database do now what it would otherwise do in the middle of a round.
    pub(crate) async fn settle(&self) -> Result<()> {
        let StorageUrl::Postgres(url) = self.url.clone() else {
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
    settings.main.keys = Some(vec![SecretText(KEY.to_owned())]);
    change(&mut settings);
    let runtime = Runtime::new(RuntimeOptions {
        component: None,
        cache: Some(cache.join("cache")),
    })?;
    Sso::builder()
        .shared_storage(storage)
        .settings(settings)
        .runtime(runtime)
        .build()
        .await
}

pub(crate) fn hash_cheaply(settings: &mut Settings) {
    settings.password.argon2_memory_kib = Some(64);
}
