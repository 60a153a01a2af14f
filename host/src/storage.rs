//! What the component remembers, kept behind one small trait.
//!
//! The contract is `wit/storage.wit`; a backend is whatever keeps it. Three live here: [`Sqlite`],
//! one file on one machine, [`Postgres`], a database that many hosts share, and [`Memory`], for tests
//! and for hosts that may forget. A backend takes part in nothing but the contract: it never looks
//! inside a document except where a filter asks it to, and it never asks the clock (the caller of
//! [`Storage::sweep`] says what time it is).
//!
//! What is the same for every backend is written once: the limits in `limits`, the meaning of a
//! filter in `filter`.

use std::sync::Arc;

use async_trait::async_trait;

mod filter;
mod limits;
mod location;
mod memory;
mod portable;
mod postgres;
mod sqlite;
mod types;
mod url;

pub use location::{Backup, Migration, StorageOptions, Store};
pub use memory::Memory;
pub use portable::{CopyError, MoveError, Outgoing, Portable, Progress, Summary, Summing, copy};
pub use postgres::{Postgres, PostgresOptions};
pub use sqlite::Sqlite;
pub use types::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, StoreError, Test, Write,
};
pub use url::{NotAStorageUrl, StorageUrl, back_up, exists, migrate, open};

/// An ordered, transactional key-value store: the component's `storage` import, and the sweep.
///
/// Operations are serializable: their effect is as if they had run one after another. Every
/// operation refuses what is outside the contract's limits with [`StoreError::TooLarge`].
#[async_trait]
pub trait Storage: Send + Sync + 'static {
    /// Reads up to 100 keys as of one moment; the results are in the order of the keys.
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError>;

    /// Reads the entries of a range that match all clauses, in byte order of their keys; with
    /// `page.live_at`, without those that have expired by then.
    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError>;

    /// Counts the entries of a range that match all clauses; with `live_at` (seconds since 1970),
    /// without those that have expired by then.
    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError>;

    /// Does all writes, in their order, if every check holds; otherwise nothing.
    ///
    /// When it returns without error the writes are as durable as the backend can make them. Once
    /// the returned future has been polled it no longer matters whether it is polled again: a
    /// commit that was begun runs to its end although the client has gone.
    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError>;

    /// Removes the documents whose time (`expires_at`, seconds since 1970) is at or before `now`,
    /// and says how many there were.
    ///
    /// It works in batches, so that it never holds up a login for long, but documents with the same
    /// time go together. After an error some batches may have been removed; the next sweep goes on.
    async fn sweep(&self, now: u64) -> Result<u64, StoreError>;
}

/// Storage that is shared with something else.
#[async_trait]
impl<S: Storage + ?Sized> Storage for Arc<S> {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        (**self).get(keys).await
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        (**self).scan(range, filter, page).await
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        (**self).count(range, filter, live_at).await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        (**self).commit(checks, writes).await
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        (**self).sweep(now).await
    }
}
