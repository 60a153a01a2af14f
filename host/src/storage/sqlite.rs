//! One file on one machine, which several processes may open.
//!
//! SQLite allows one writer at a time. So one thread does all writing, and groups the commits that
//! wait into one transaction: one `fsync` for all of them, and a commit never waits for another
//! connection of its own process. Reads use connections of their own and see the last committed
//! state.
//!
//! Nothing is cached between two operations, not even the last version: the command line may write
//! while a server runs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use self::readers::Readers;
use self::transaction::Task;
use self::writer::Writer;
use super::types::{Check, Clause, Entry, KeyRange, Page, StoreError, Write};
use super::{Migration, Storage, limits};

mod backup;
mod connection;
mod directory;
mod failure;
mod location;
mod portable;
mod predicate;
mod read;
mod readers;
mod schema;
mod transaction;
mod writer;

pub(super) use location::{Directory, KIND};

/// Maximum number of scans and counts at the same time; others wait. Each needs a connection and a
/// thread.
const SCANS: usize = 16;

/// A [`Storage`] in a directory: `vestibule.db` and what SQLite puts beside it.
///
/// Dropping it waits for the commits that were begun.
///
/// # Examples
///
/// ```
/// # fn main() -> anyhow::Result<()> {
/// use vestibule::storage::Sqlite;
///
/// let directory = tempfile::tempdir()?;
/// assert!(!Sqlite::exists(directory.path()));
/// let store = Sqlite::open(directory.path())?;
/// assert!(Sqlite::exists(directory.path()));
/// # Ok(())
/// # }
/// ```
pub struct Sqlite {
    file: PathBuf,
    // Dropped before the writer: the last connection to close removes the log.
    readers: Arc<Readers>,
    scans: Arc<Semaphore>,
    writer: Writer,
}

impl Sqlite {
    /// Opens the store in a directory. Creates the directory and the store if they do not exist.
    ///
    /// # Errors
    ///
    /// If the directory cannot be used, `vestibule.db` is not a store, or a newer Vestibule has written
    /// it.
    pub fn open(directory: &Path) -> anyhow::Result<Self> {
        let file = directory::prepare(directory)?;
        let connection = connection::open(&file)
            .map_err(failure::of_opening)
            .and_then(|connection| schema::prepare(&connection).map(|()| connection))
            .with_context(|| format!("cannot open {}", file.display()))?;
        Ok(Self {
            readers: Arc::new(Readers::new(file.clone())),
            file,
            scans: Arc::new(Semaphore::new(SCANS)),
            writer: Writer::start(connection)?,
        })
    }

    /// Whether there is a store in a directory. Creates nothing.
    #[must_use]
    pub fn exists(directory: &Path) -> bool {
        directory::file(directory).exists()
    }

    /// Brings the store of a directory to the newest schema.
    fn migrate(directory: &Path) -> anyhow::Result<Migration> {
        let connection = connection::open(&directory::file(directory))?;
        let before = schema::inspect(&connection)?;
        schema::prepare(&connection)?;
        let after = schema::inspect(&connection)?;
        Ok(Migration { before, after })
    }

    /// Runs a read that may take long on a thread for blocking work.
    async fn aside<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.scans)
            .acquire_owned()
            .await
            .map_err(|_| stopped())?;
        let readers = Arc::clone(&self.readers);
        // The permit moves into the job: a read continues even if the caller is dropped.
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            readers.read(read)
        })
        .await
        .map_err(|_| stopped())?
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("a read was stopped".to_owned())
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Sqlite").finish_non_exhaustive()
    }
}

#[async_trait]
impl Storage for Sqlite {
    /// Runs on the calling thread: it takes microseconds, less than passing it to another thread.
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        limits::get(&keys)?;
        self.readers.read(|connection| read::get(connection, &keys))
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        limits::scan(&range, &filter, &page)?;
        self.aside(move |connection| read::scan(connection, &range, &filter, &page))
            .await
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        limits::count(&range, &filter)?;
        self.aside(move |connection| read::count(connection, &range, &filter, live_at))
            .await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        limits::commit(&checks, &writes)?;
        let task = Task::Commit { checks, writes };
        self.writer.run(task).await.map(|_| ())
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        let mut removed = 0;
        loop {
            let batch = self.writer.run(Task::Sweep { now }).await?;
            removed += batch;
            if batch < transaction::SWEPT_AT_ONCE {
                return Ok(removed);
            }
        }
    }
}
