//! A database that many hosts share.
//!
//! Every operation is one statement, one round trip and one transaction at SERIALIZABLE. Where
//! another transaction was in the way and nothing was changed, the same statement is tried again
//! here: the checks are part of it, so it comes to what it should either way, and the component
//! meets a conflict only where a check does not hold.
//!
//! Nothing is remembered between two operations: hosts know of each other only what is stored.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::{Client, Error, Row, types::Type};
use uuid::Uuid;

use self::{
    address::Address,
    commit::{Commit, seconds},
    failure::Meaning,
    pool::{Connection, Pool},
    predicate::Predicate,
};
use super::types::{Check, Clause, Entry, KeyRange, Page, StoreError, Write};
use super::{Storage, filter, limits};

mod address;
mod commit;
mod failure;
mod pool;
mod portable;
mod predicate;
mod readable;
mod schema;

/// How often a statement that others were in the way of is tried.
const ATTEMPTS: u32 = 12;
/// The pause after the first attempt is at most this; after further ones twice as much each.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(64);
/// A sweep removes at least so many documents at once, if there are so many.
const SWEPT_AT_ONCE: u64 = 500;

const GET: &str = "SELECT key, value, version FROM sso_document WHERE key = ANY ($1)";

/// All that expire in the second of the last one of a batch go with it.
const SWEEP: &str = "
    DELETE FROM sso_document WHERE expires_at <= coalesce((
        SELECT expires_at FROM sso_document WHERE expires_at <= $1
        ORDER BY expires_at LIMIT 1 OFFSET $2
    ), $1)";

/// Nobody asks for a commit that long after it.
const FORGET_COMMITS: &str = "
    BEGIN ISOLATION LEVEL READ COMMITTED;
    DELETE FROM sso_commit WHERE at < now() - interval '15 minutes';
    COMMIT";

/// A [`Storage`] in a PostgreSQL database.
#[derive(Clone)]
pub struct Postgres(Arc<Database>);

struct Database {
    address: Address,
    pool: Pool,
}

/// How a host uses a database.
#[derive(Clone, Copy, Debug)]
pub struct PostgresOptions {
    /// Connections that it opens at most. Default: 16.
    pub connections: usize,
    /// How long anything may take: to get a connection, to run a statement, to find out what
    /// became of one whose reply was lost. Default: 5 seconds.
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
    /// If the URL is none, the database cannot be reached or used, or a newer Vestibule has
    /// written it. No message has the URL's password.
    pub async fn open(url: &str, options: PostgresOptions) -> anyhow::Result<Self> {
        Self::migrate(url).await?;
        let address = Address::parse(url)?;
        let pool = Pool::new(&address, options)?;
        Ok(Self(Arc::new(Database { address, pool })))
    }

    /// Sets the store up in a database, or brings it to the newest schema; says from which
    /// version to which.
    ///
    /// # Errors
    ///
    /// As [`Postgres::open`].
    pub async fn migrate(url: &str) -> anyhow::Result<(usize, usize)> {
        schema::migrate(&mut connect(url).await?).await
    }

    /// Whether the database of a URL holds a store.
    ///
    /// # Errors
    ///
    /// As [`Postgres::open`].
    pub async fn exists(url: &str) -> anyhow::Result<bool> {
        let taken = schema::steps_taken(&connect(url).await?).await?;
        Ok(taken.is_some())
    }

    fn patience(&self) -> Duration {
        self.0.pool.patience()
    }

    fn address(&self) -> &Address {
        &self.0.address
    }

    /// Runs a statement that may be run again, until nothing was in the way and the connection
    /// held.
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
            let error = match timeout(self.patience(), statement(Arc::clone(&connection))).await {
                Ok(Ok(done)) => return Ok(done),
                Ok(Err(error)) => error,
                Err(_) => {
                    if let Some(connection) = Arc::into_inner(connection) {
                        close(connection);
                    }
                    return Err(no_answer());
                }
            };
            match failure::meaning(&error) {
                Meaning::InTheWay => pause(attempt).await,
                // A connection may have been lost long ago, and nobody has noticed.
                Meaning::Lost if lost.is_none() => lost = Some(error),
                Meaning::Lost | Meaning::Refused => return Err(failure::unavailable(&error)),
            }
        }
        Err(StoreError::Unavailable(
            "PostgreSQL: others were in the way all the time".to_owned(),
        ))
    }

    /// Does a commit, and finds out whether it happened if there was no answer.
    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        for attempt in 0..ATTEMPTS {
            let id = new_id()?;
            let connection = self.0.pool.get().await?;
            let error = match timeout(self.patience(), commit.run(&connection, id)).await {
                Ok(Ok(true)) => return Ok(()),
                Ok(Ok(false)) => return Err(StoreError::Conflict),
                Ok(Err(error)) => error,
                Err(_) => {
                    close(connection);
                    return self.ask(id).await;
                }
            };
            match failure::meaning(&error) {
                Meaning::InTheWay => pause(attempt).await,
                Meaning::Refused => return Err(failure::unavailable(&error)),
                Meaning::Lost => {
                    close(connection);
                    return self.ask(id).await;
                }
            }
        }
        Err(StoreError::Conflict)
    }

    /// Asks whether a commit has happened, for as long as patience lasts.
    async fn ask(&self, id: Uuid) -> Result<(), StoreError> {
        let until = Instant::now() + self.patience();
        let mut pauses = 0;
        while Instant::now() < until {
            if let Ok(connection) = self.0.pool.get().await {
                match timeout(self.patience(), commit::was_done(&connection, id)).await {
                    Ok(Ok(true)) => return Ok(()),
                    Ok(Ok(false)) => return Err(no_answer()),
                    Ok(Err(_)) => {}
                    Err(_) => close(connection),
                }
            }
            pause(pauses + 4).await;
            pauses += 1;
        }
        Err(StoreError::Unknown)
    }

    /// Reads a whole range and filters it here: for what the database cannot decide.
    async fn filtered(
        &self,
        range: &KeyRange,
        clauses: &[Clause],
    ) -> Result<Vec<Entry>, StoreError> {
        let predicate = Predicate::new(range, &[]);
        let sql = format!(
            "SELECT key, value, version FROM sso_document WHERE {} ORDER BY key",
            predicate.sql
        );
        let entries = self.select(&sql, &predicate).await?.into_iter();
        Ok(entries
            .filter(|entry| filter::matches(clauses, &entry.value))
            .collect())
    }

    async fn select(&self, sql: &str, predicate: &Predicate) -> Result<Vec<Entry>, StoreError> {
        self.repeatedly(|connection| async move {
            let rows = connection.query_typed(sql, &predicate.bound()).await?;
            rows.iter().map(entry).collect()
        })
        .await
    }
}

fn entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry {
        key: row.try_get(0)?,
        value: row.try_get(1)?,
        version: i64::cast_unsigned(row.try_get(2)?),
    })
}

/// A connection outside of the pool.
async fn connect(url: &str) -> anyhow::Result<Client> {
    let address = Address::parse(url)?;
    let (client, connection) = address.config.connect(address.tls).await?;
    // It ends with the client, who hears what it has to say.
    tokio::spawn(connection);
    Ok(client)
}

/// For a connection that may still be at it: nobody else is to wait for that.
fn close(connection: Connection) {
    drop(Connection::take(connection));
}

fn new_id() -> Result<Uuid, StoreError> {
    let mut bytes = [0; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(Uuid::from_bytes(bytes)),
        Err(_) => Err(StoreError::Unavailable("no random bytes".to_owned())),
    }
}

fn no_answer() -> StoreError {
    StoreError::Unavailable("PostgreSQL: no answer".to_owned())
}

/// Waits for a random while, longer after each attempt, so that who met once does not meet again.
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
        let keys = &keys;
        let found: Vec<Entry> = self
            .repeatedly(|connection| async move {
                let statement = connection.prepare_cached(GET).await?;
                let rows = connection.query(&statement, &[keys]).await?;
                rows.iter().map(entry).collect()
            })
            .await?;
        let of = |key: &String| found.iter().find(|entry| entry.key == *key).cloned();
        Ok(keys.iter().map(of).collect())
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        limits::scan(&range, &filter, &page)?;
        if !readable::can_filter(&filter) {
            let mut entries = self.filtered(&range, &filter).await?;
            if page.reverse {
                entries.reverse();
            }
            let (limit, offset) = (page.limit as usize, page.offset as usize);
            return Ok(entries.into_iter().skip(offset).take(limit).collect());
        }
        let mut predicate = Predicate::new(&range, &filter);
        let limit = predicate.bind(i64::from(page.limit), Type::INT8);
        let offset = predicate.bind(i64::from(page.offset), Type::INT8);
        let direction = if page.reverse { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT key, value, version FROM sso_document WHERE {} \
             ORDER BY {} {direction} LIMIT {limit} OFFSET {offset}",
            predicate.sql, predicate.order
        );
        self.select(&sql, &predicate).await
    }

    async fn count(&self, range: KeyRange, filter: Vec<Clause>) -> Result<u64, StoreError> {
        limits::count(&range, &filter)?;
        if !readable::can_filter(&filter) {
            return Ok(self.filtered(&range, &filter).await?.len() as u64);
        }
        let predicate = Predicate::new(&range, &filter);
        let sql = format!("SELECT count(*) FROM sso_document WHERE {}", predicate.sql);
        let (sql, predicate) = (&sql, &predicate);
        self.repeatedly(|connection| async move {
            let rows = connection.query_typed(sql, &predicate.bound()).await?;
            let count = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
            Ok(i64::cast_unsigned(count))
        })
        .await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        limits::commit(&checks, &writes)?;
        let commit = Commit::new(checks, writes);
        let this = self.clone();
        // A task of its own: it goes on although the one who asked has gone.
        tokio::spawn(async move { this.commit(commit).await })
            .await
            .unwrap_or(Err(StoreError::Unknown))
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        let now = &seconds(now);
        let last = &(SWEPT_AT_ONCE - 1).cast_signed();
        let mut removed = 0;
        loop {
            let batch = self
                .repeatedly(|connection| async move {
                    let statement = connection.prepare_cached(SWEEP).await?;
                    connection.execute(&statement, &[now, last]).await
                })
                .await?;
            removed += batch;
            if batch < SWEPT_AT_ONCE {
                break;
            }
        }
        self.repeatedly(|connection| async move { connection.batch_execute(FORGET_COMMITS).await })
            .await?;
        Ok(removed)
    }
}
