//! Storage: a transactional key-value store behind one small trait.
//!
//! The contract is `wit/storage.wit`. Three backends implement it: [`Sqlite`], one file on one
//! machine; [`Postgres`], a database that many hosts share; and [`Memory`], for tests and for hosts
//! that need no persistence. [`Remote`] is the store of another server, for an edge. A backend reads documents only to evaluate a filter, and never reads
//! the clock: the caller of [`Storage::sweep`] passes the time.
//!
//! [`open`] opens the store of a [`StorageUrl`]. A further backend is a folder here and a row of
//! `location::KINDS`.
//!
//! Code that all backends share is written once: the limits in `limits`, the meaning of a filter in
//! `filter`, the form of a version in `versions`.

use std::sync::Arc;

use async_trait::async_trait;

mod filter;
mod limits;
mod location;
mod memory;
mod portable;
mod postgres;
pub(crate) mod protocol;
mod remote;
mod sqlite;
mod types;
mod url;
mod versions;

pub use location::{Backup, Migration, StorageOptions, Store};
pub use memory::Memory;
pub use portable::{CopyError, MoveError, Outgoing, Portable, Progress, Summary, Summing, copy};
pub use postgres::{Postgres, PostgresOptions};
pub use remote::Remote;
pub use sqlite::Sqlite;
pub use types::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, StoreError, Test, Write,
};
pub use url::{NotAStorageUrl, StorageUrl, back_up, exists, migrate, open};

/// An ordered, transactional key-value store: the component's `storage` import, and the sweep.
///
/// Operations are serializable: their effect is as if they had run one after another. Every
/// operation returns [`StoreError::TooLarge`] for input beyond the contract's limits.
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use vestibule::storage::{Check, Document, Memory, Storage, StoreError, Write};
///
/// let store = Memory::new();
/// let write = || {
///     vec![Write::Put(Document {
///         key: "greeting".to_owned(),
///         value: "hello".to_owned(),
///         expires_at: None,
///     })]
/// };
/// // Only if the document does not exist.
/// let check = || {
///     vec![Check {
///         key: "greeting".to_owned(),
///         version: None,
///     }]
/// };
/// assert_eq!(store.commit(check(), write()).await, Ok(()));
/// assert_eq!(store.commit(check(), write()).await, Err(StoreError::Conflict));
/// # }
/// ```
#[async_trait]
pub trait Storage: Send + Sync + 'static {
    /// Reads the documents of some keys as of one moment; the results are in the order of the keys.
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

    /// Does all writes, in their order, if every check holds; otherwise none of them.
    ///
    /// When it returns without error the writes are as durable as the backend can make them. Once
    /// the returned future has been polled it no longer matters whether it is polled again: a
    /// commit that was begun runs to its end even if the client disconnects.
    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError>;

    /// Removes the documents whose `expires_at` is at or before `now` (both in seconds since 1970), and
    /// returns how many.
    ///
    /// It works in batches, so that it never blocks a login for long; documents with the same time
    /// are in one batch. After an error some batches may have been removed; the next sweep continues.
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
