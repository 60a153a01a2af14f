//! `sqlite:DIR`.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Result, ensure};
use async_trait::async_trait;

use super::{Sqlite, backup};
use crate::storage::{
    Backup, Migration, StorageOptions, Store,
    location::{Kind, Location},
};

pub(in crate::storage) const KIND: Kind = Kind {
    form: "sqlite:DIR",
    parse: |text| match text.strip_prefix("sqlite:") {
        Some(directory) if !directory.is_empty() => Some(Arc::new(Directory(directory.into()))),
        _ => None,
    },
};

/// The directory with `vestibule.db`.
pub(in crate::storage) struct Directory(pub(in crate::storage) PathBuf);

#[async_trait]
impl Location for Directory {
    async fn open(&self, _options: StorageOptions) -> Result<Arc<dyn Store>> {
        Ok(Arc::new(Sqlite::open(&self.0)?))
    }

    async fn exists(&self) -> Result<bool> {
        Ok(Sqlite::exists(&self.0))
    }

    async fn migrate(&self) -> Result<Migration> {
        // A mistyped directory is not made.
        ensure!(Sqlite::exists(&self.0), "there is no store");
        Sqlite::migrate(&self.0)
    }

    fn back_up(&self, file: &Path) -> Result<Backup> {
        backup::make(&self.0, file)
    }

    fn key_directory(&self) -> Option<&Path> {
        Some(&self.0)
    }

    fn identity(&self) -> String {
        let directory = self.0.canonicalize();
        format!("sqlite:{}", directory.as_ref().unwrap_or(&self.0).display())
    }
}

impl fmt::Display for Directory {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "sqlite:{}", self.0.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_as_it_was_written() {
        for text in ["sqlite:/a b", "sqlite:data"] {
            let location = (KIND.parse)(text).map(|location| location.to_string());
            assert_eq!(location.as_deref(), Some(text));
        }
    }
}
