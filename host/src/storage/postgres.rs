//! A database that many hosts share.
//!
//! Every operation is one statement, one round trip and one transaction at SERIALIZABLE. After a
//! serialization failure nothing was changed and the same statement is tried again here. Its checks
//! are part of it, so the result is right either way, and the component gets a conflict only if a
//! check does not hold.
//!
//! Nothing is cached between two operations: hosts share only the stored data.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::Error;
use uuid::Uuid;

use self::{
    address::Address,
    commit::Commit,
    failure::Meaning,
    pool::{Connection, Lent, Pool},
};
use super::types::{Check, Clause, Entry, KeyRange, Page, StoreError, Write};
use super::{Migration, Storage, limits};

mod address;
mod commit;
mod failure;
mod location;
mod pool;
mod portable;
mod predicate;
mod read;
mod readable;
mod schema;
mod sweeping;

pub(super) use location::KIND;

/// How often a statement is tried that fails because of concurrent transactions.
const ATTEMPTS: u32 = 12;
/// The pause after the first attempt is at most this; after further ones twice as much each.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(64);

/// A [`Storage`] in a PostgreSQL database.
///
/// Its driver writes statements and parameters, and so documents, to the `log` crate at level debug.
/// If you collect those records, leave out the target `tokio_postgres`.
#[derive(Clone)]
pub struct Postgres(Arc<Database>);

struct Database {
    address: Address,
    pool: Pool,
}

/// How a host uses a database.
#[derive(Clone, Copy, Debug)]
pub struct PostgresOptions {
    /// Maximum number of open connections. Default: 16.
    pub connections: usize,
    /// Time limit for getting a connection, for running a statement, and for finding out whether a
    /// commit happened whose reply was lost. Default: 5 seconds.
    pub patience: Duration,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            connections: 16,
            patience: Duration::from_secs(5),
        }
    }
}

impl Postgres {
    /// Opens the store in the database of a URL (`postgres://USER:PASSWORD@HOST:PORT/DATABASE`),
    /// and sets it up or brings it to the newest schema.
    ///
    /// # Errors
    ///
    /// If it is not a PostgreSQL URL, the database cannot be reached or used, or a newer Vestibule has
    /// written it. No message contains the URL's password.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example() -> anyhow::Result<()> {
    /// use vestibule::storage::{Postgres, PostgresOptions};
    ///
    /// let options = PostgresOptions {
    ///     connections: 32,
    ///     ..PostgresOptions::default()
    /// };
    /// let store = Postgres::open("postgres://sso@localhost/sso", options).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn open(url: &str, options: PostgresOptions) -> anyhow::Result<Self> {
        let address = Address::parse(url)?;
        schema::migrate(&mut address.connect().await?).await?;
        let pool = Pool::new(&address, options)?;
        Ok(Self(Arc::new(Database { address, pool })))
    }

    /// Sets the store up in a database, or brings it to the newest schema.
    ///
    /// # Errors
    ///
    /// As [`Postgres::open`].
    pub async fn migrate(url: &str) -> anyhow::Result<Migration> {
        let mut client = Address::parse(url)?.connect().await?;
        schema::migrate(&mut client).await
    }

    /// Whether the database of a URL holds a store.
    ///
    /// # Errors
    ///
    /// As [`Postgres::open`].
    pub async fn exists(url: &str) -> anyhow::Result<bool> {
        let client = Address::parse(url)?.connect().await?;
        Ok(schema::steps_taken(&client).await?.is_some())
    }

    fn patience(&self) -> Duration {
        self.0.pool.patience()
    }

    fn address(&self) -> &Address {
        &self.0.address
    }

    /// Runs a statement that may be run again, until it succeeds: again after a serialization failure,
    /// and once more after a lost connection.
    async fn repeatedly<T, R>(
        &self,
        mut statement: impl FnMut(Arc<Connection>) -> R + Send,
    ) -> Result<T, StoreError>
    where
        R: Future<Output = Result<T, Error>> + Send,
    {
        let mut lost = None;
        for attempt in 0..ATTEMPTS {
            let connection = Arc::new(self.0.pool.get().await?);
            let lent = Lent::new(&connection);
            let error = match timeout(self.patience(), statement(connection)).await {
                Ok(Ok(done)) => {
                    lent.give_back();
                    return Ok(done);
                }
                Ok(Err(error)) => error,
                Err(_) => return Err(no_answer()),
            };
            match failure::meaning(&error) {
                Meaning::Conflicting => {
                    lent.give_back();
                    pause(attempt).await;
                }
                // The connection may have been lost long ago, while it was idle.
                Meaning::Lost if lost.is_none() => lost = Some(error),
                Meaning::Lost | Meaning::Refused => return Err(failure::unavailable(&error)),
            }
        }
        Err(StoreError::Unavailable(
            "PostgreSQL: too many concurrent transactions".to_owned(),
        ))
    }

    /// Runs a commit. If the reply is lost, finds out whether it happened.
    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        for attempt in 0..ATTEMPTS {
            let id = new_id()?;
            let connection = Arc::new(self.0.pool.get().await?);
            let lent = Lent::new(&connection);
            let error = match timeout(self.patience(), commit.run(&connection, id)).await {
                Ok(Ok(holds)) => {
                    drop(connection);
                    lent.give_back();
                    return if holds {
                        Ok(())
                    } else {
                        Err(StoreError::Conflict)
                    };
                }
                Ok(Err(error)) => Some(error),
                Err(_) => None,
            };
            drop(connection);
            match error.as_ref().map(failure::meaning) {
                Some(Meaning::Conflicting) => {
                    lent.give_back();
                    pause(attempt).await;
                }
                Some(Meaning::Refused) => {
                    return Err(error.map_or_else(no_answer, |error| failure::unavailable(&error)));
                }
                Some(Meaning::Lost) | None => {
                    drop(lent);
                    return self.ask(id).await;
                }
            }
        }
        Err(StoreError::Conflict)
    }

    /// Asks whether a commit has happened, repeatedly until the time limit.
    async fn ask(&self, id: Uuid) -> Result<(), StoreError> {
        let until = Instant::now() + self.patience();
        let mut pauses = 0;
        while Instant::now() < until {
            if let Ok(connection) = self.0.pool.get().await {
                let connection = Arc::new(connection);
                let lent = Lent::new(&connection);
                let asked = timeout(self.patience(), commit::has_happened(&connection, id)).await;
                drop(connection);
                if let Ok(Ok(has_happened)) = asked {
                    lent.give_back();
                    return if has_happened {
                        Ok(())
                    } else {
                        Err(no_answer())
                    };
                }
            }
            pause(pauses + 4).await;
            pauses += 1;
        }
        Err(StoreError::Unknown)
    }
}

fn new_id() -> Result<Uuid, StoreError> {
    let mut bytes = [0; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(Uuid::from_bytes(bytes)),
        Err(_) => Err(StoreError::Unavailable(
            "the source of random bytes failed".to_owned(),
        )),
    }
}

fn no_answer() -> StoreError {
    StoreError::Unavailable("PostgreSQL: no response in time".to_owned())
}

/// Waits for a random time, longer after each attempt, so that the same transactions do not collide
/// again.
async fn pause(attempt: u32) {
    let longest = FIRST_PAUSE
        .saturating_mul(1 << attempt.min(16))
        .min(LONGEST_PAUSE);
    let mut byte = [0];
    let part = getrandom::fill(&mut byte).map_or(128, |()| u32::from(byte[0]));
    sleep(longest * (part + 1) / 256).await;
}

impl fmt::Debug for Postgres {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Postgres").finish_non_exhaustive()
    }
}

#[async_trait]
impl Storage for Postgres {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        limits::get(&keys)?;
        self.read(&keys).await
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        limits::scan(&range, &filter, &page)?;
        self.page(&range, &filter, page).await
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        limits::count(&range, &filter)?;
        self.number(&range, &filter, live_at).await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        limits::commit(&checks, &writes)?;
        let commit = Commit::new(checks, writes);
        let this = self.clone();
        // A task of its own: it continues even if the caller is dropped.
        tokio::spawn(async move { this.commit(commit).await })
            .await
            .unwrap_or(Err(StoreError::Unknown))
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        sweeping::sweep(self.address(), now).await
    }
}
