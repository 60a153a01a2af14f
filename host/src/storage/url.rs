//! The place of the data, as an operator writes it: `sqlite:DIR` or `postgres://…`.
//!
//! The URL of a database server may hold a password, so it is never shown whole. A text that is
//! not a storage URL is not repeated in the error either: it may be a mistyped one.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use anyhow::{Context, Result};

use super::{
    location::{Backup, KINDS, Location, Migration, StorageOptions, Store},
    sqlite,
};

/// The URL of a store. Displayed, also for debugging, without any password.
///
/// # Examples
///
/// ```
/// use vestibule::storage::StorageUrl;
///
/// let url: StorageUrl = "postgres://sso:secret@db.example/sso".parse()?;
/// assert_eq!(url.to_string(), "postgres://sso@db.example/sso");
/// assert!("mysql://db.example/sso".parse::<StorageUrl>().is_err());
/// # Ok::<_, vestibule::storage::NotAStorageUrl>(())
/// ```
#[derive(Clone)]
pub struct StorageUrl(Arc<dyn Location>);

impl StorageUrl {
    /// SQLite in a directory: `sqlite:DIR`, for a path that need not be UTF-8.
    #[must_use]
    pub fn sqlite(directory: impl Into<PathBuf>) -> Self {
        Self(Arc::new(sqlite::Directory(directory.into())))
    }

    /// The directory where the file with the secret keys is kept ([`crate::key`]). `None` if
    /// several machines may use the store: each then needs the keys in its settings.
    #[must_use]
    pub fn key_directory(&self) -> Option<&Path> {
        self.0.key_directory()
    }

    /// How a URL of each backend looks: `sqlite:DIR or postgres://USER@HOST/DATABASE`.
    #[must_use]
    pub fn forms() -> String {
        let forms: Vec<&str> = KINDS.iter().map(|kind| kind.form).collect();
        forms.join(" or ")
    }

    /// Whether both lead to the same store, as far as the URLs and the file system tell.
    #[must_use]
    pub fn is_same_store(&self, other: &Self) -> bool {
        self.0.identity() == other.0.identity()
    }
}

/// Opens the store of a URL, and sets it up or brings it to the newest schema.
///
/// # Errors
///
/// If the place cannot be reached or used, holds something else than a store, or was written by a
/// newer Vestibule. The message names the URL, without its password.
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> anyhow::Result<()> {
/// use vestibule::storage::{self, StorageOptions, StorageUrl};
///
/// let directory = tempfile::tempdir()?;
/// let url = StorageUrl::sqlite(directory.path());
/// assert!(!storage::exists(&url).await?);
/// let store = storage::open(&url, StorageOptions::default()).await?;
/// assert!(storage::exists(&url).await?);
/// # Ok(())
/// # }
/// ```
pub async fn open(url: &StorageUrl, options: StorageOptions) -> Result<Arc<dyn Store>> {
    let opened = url.0.open(options).await;
    opened.with_context(|| format!("cannot open {url}"))
}

/// Whether there is a store at a URL. Makes none.
///
/// # Errors
///
/// If a database server cannot be reached or used.
pub async fn exists(url: &StorageUrl) -> Result<bool> {
    let exists = url.0.exists().await;
    exists.with_context(|| format!("cannot open {url}"))
}

/// Brings the store of a URL to the newest schema. A database server's database is set up if it has
/// no store yet; a directory must have one.
///
/// # Errors
///
/// As [`open`].
pub async fn migrate(url: &StorageUrl) -> Result<Migration> {
    let migrated = url.0.migrate().await;
    migrated.with_context(|| format!("cannot migrate {url}"))
}

/// Copies the store of a URL, as of one moment, to a file that must not exist yet. The store may be
/// in use at the same time. The secret keys are not in the copy.
///
/// # Errors
///
/// If the backend has no backup of its own (a database server brings its own tools), there is no
/// store, it cannot be read, or the file exists or cannot be written.
pub fn back_up(url: &StorageUrl, file: &Path) -> Result<Backup> {
    url.0.back_up(file)
}

/// A text that is not the URL of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAStorageUrl;

impl std::error::Error for NotAStorageUrl {}

impl fmt::Display for NotAStorageUrl {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "not a storage URL: expected {}", StorageUrl::forms())
    }
}

impl FromStr for StorageUrl {
    type Err = NotAStorageUrl;

    fn from_str(text: &str) -> Result<Self, NotAStorageUrl> {
        let location = KINDS.iter().find_map(|kind| (kind.parse)(text));
        location.map(Self).ok_or(NotAStorageUrl)
    }
}

impl fmt::Display for StorageUrl {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}

impl fmt::Debug for StorageUrl {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_storage_url_is_refused_without_repeating_it() {
        for text in [
            "",
            "sqlite:",
            "sqlite",
            "/var/lib",
            "mysql://hush@db",
            "hush",
        ] {
            let refused = text
                .parse::<StorageUrl>()
                .map_err(|error| error.to_string());
            let message = format!("not a storage URL: expected {}", StorageUrl::forms());
            assert_eq!(refused.err(), Some(message));
        }
    }

    #[test]
    fn the_forms_of_all_backends_are_told() {
        let forms = StorageUrl::forms();
        for form in ["sqlite:DIR", "postgres://USER@HOST/DATABASE"] {
            assert!(forms.split(" or ").any(|told| told == form), "{forms}");
        }
    }

    #[test]
    fn the_same_store_is_recognised() -> Result<()> {
        let directory = tempfile::tempdir()?;
        let sqlite = StorageUrl::sqlite(directory.path());
        let again = format!("sqlite:{}/.", directory.path().display()).parse()?;
        let database: StorageUrl = "postgres://db/sso".parse()?;
        assert!(sqlite.is_same_store(&again));
        assert!(!sqlite.is_same_store(&StorageUrl::sqlite(directory.path().join("x"))));
        assert!(!sqlite.is_same_store(&database));
        assert!(database.is_same_store(&database.clone()));
        Ok(())
    }
}
