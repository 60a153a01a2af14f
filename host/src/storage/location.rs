//! The functions of a backend for one place, so that all other code works with every backend.
//!
//! A backend is a folder beside this file and one row of [`KINDS`].

use std::{fmt, num::NonZeroUsize, path::Path, sync::Arc};

use anyhow::Result;
use async_trait::async_trait;

use super::{Portable, Storage, postgres, sqlite};

/// The backends that are opened by a URL.
pub(super) const KINDS: &[Kind] = &[sqlite::KIND, postgres::KIND];

/// One kind of URL.
pub(super) struct Kind {
    /// How such a URL looks, for messages.
    pub(super) form: &'static str,
    /// Reads a URL; `None` if it is of another kind.
    pub(super) parse: fn(&str) -> Option<Arc<dyn Location>>,
}

/// A place where one backend keeps a store. Displayed as its URL without any secret.
#[async_trait]
pub(super) trait Location: fmt::Display + Send + Sync {
    /// Opens the store, and sets it up or brings it to the newest schema.
    async fn open(&self, options: StorageOptions) -> Result<Arc<dyn Store>>;

    /// Whether there is a store. Makes none.
    async fn exists(&self) -> Result<bool>;

    /// Brings the store to the newest schema.
    async fn migrate(&self) -> Result<Migration>;

    /// Copies the store to a new file. A backend that cannot returns an error that says how the
    /// store is backed up instead.
    fn back_up(&self, file: &Path) -> Result<Backup>;

    /// The directory where the file with the secret keys is kept; `None` if several machines may
    /// use the store, so that each needs the keys in its settings.
    fn key_directory(&self) -> Option<&Path> {
        None
    }

    /// The same text for every URL of the same store, as far as can be determined. It may hold a
    /// password.
    fn identity(&self) -> String;
}

/// A store that can be served from and moved.
pub trait Store: Storage + Portable {}

impl<S: Storage + Portable> Store for S {}

/// How a store is opened. What a backend has no use for is ignored.
#[derive(Clone, Copy, Debug, Default)]
pub struct StorageOptions {
    /// Connections to a database server that are open at most. Default: 16.
    pub connections: Option<NonZeroUsize>,
}

/// How many steps of the schema a store had taken before a migration, and has taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Before; 0 if the store was set up.
    pub before: usize,
    /// Now.
    pub after: usize,
}

/// A backup that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// How many documents are in it.
    pub documents: u64,
    /// The size of the file.
    pub bytes: u64,
}
