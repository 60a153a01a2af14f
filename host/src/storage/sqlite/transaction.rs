//! One transaction of the writer: the tasks of many callers, each of which succeeds or fails alone.
//!
//! A commit whose checks fail has written nothing yet. One that fails in the middle of its writes is
//! rolled back alone, to a savepoint. Only if SQLite rolls back the whole transaction do all its
//! tasks fail.

use rusqlite::{Connection, OptionalExtension as _, Params, params};

use super::failure;
use crate::storage::{
    types::{Check, Document, StoreError, Write},
    versions,
};

/// Minimum number of documents in a batch of a sweep, except the last one. A batch is larger only if
/// more documents expire in the same second.
pub(super) const SWEPT_AT_ONCE: u64 = 500;

/// A task for the writer.
pub(super) enum Task {
    /// A commit of the contract.
    Commit {
        /// The checks that must hold.
        checks: Vec<Check>,
        /// The writes to do then.
        writes: Vec<Write>,
    },
    /// A batch of a sweep.
    Sweep {
        /// Seconds since 1970.
        now: u64,
    },
}

/// The number of documents that a sweep has removed; 0 for a commit.
pub(super) type Outcome = Result<u64, StoreError>;

/// An open transaction.
pub(super) struct Transaction<'c> {
    connection: &'c Connection,
    version_before: i64,
    version: i64,
}

impl<'c> Transaction<'c> {
    /// Begins a transaction, after waiting for the writers of other processes.
    pub(super) fn begin(connection: &'c Connection) -> Result<Self, StoreError> {
        roll_back(connection);
        let begun = execute(connection, "BEGIN IMMEDIATE", ()).and_then(|_| {
            connection
                .prepare_cached("SELECT version FROM last_version")?
                .query_row((), |row| row.get(0))
        });
        match begun {
            Ok(version) => Ok(Self {
                connection,
                version_before: version,
                version,
            }),
            Err(error) => Err(give_up(connection, &error)),
        }
    }

    /// Does a task. After an outer error the transaction has ended.
    pub(super) fn run(&mut self, task: &Task) -> Result<Outcome, StoreError> {
        let done = match task {
            Task::Sweep { now } => self.alone(|this| this.sweep(*now)),
            Task::Commit { checks, writes } => match self.hold(checks) {
                Ok(true) => self.alone(|this| this.write(writes)),
                Ok(false) => Ok(Err(StoreError::Conflict)),
                Err(error) => Err(error),
            },
        };
        done.map_err(|error| give_up(self.connection, &error))
    }

    /// Commits all tasks durably.
    pub(super) fn commit(self) -> Result<(), StoreError> {
        if self.version != self.version_before {
            self.execute("UPDATE last_version SET version = ?", [self.version])
                .map_err(|error| give_up(self.connection, &error))?;
        }
        self.execute("COMMIT", ()).map(drop).map_err(|error| {
            roll_back(self.connection);
            failure::of_commit(&error)
        })
    }

    fn hold(&self, checks: &[Check]) -> rusqlite::Result<bool> {
        for check in checks {
            let version: Option<i64> = self
                .connection
                .prepare_cached("SELECT version FROM document WHERE key = ?")?
                .query_row([&check.key], |row| row.get(0))
                .optional()?;
            if version != check.version.as_deref().map(versions::number) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Runs work in a savepoint; if it fails, its writes alone are rolled back.
    fn alone(
        &mut self,
        work: impl FnOnce(&mut Self) -> rusqlite::Result<u64>,
    ) -> rusqlite::Result<Outcome> {
        let version = self.version;
        self.execute("SAVEPOINT task", ())?;
        let outcome = match work(self) {
            Ok(outcome) => Ok(outcome),
            Err(error) if self.connection.is_autocommit() => return Err(error),
            Err(error) => {
                self.version = version;
                self.execute("ROLLBACK TO task", ())?;
                Err(failure::unavailable(&error))
            }
        };
        self.execute("RELEASE task", ())?;
        Ok(outcome)
    }

    fn write(&mut self, writes: &[Write]) -> rusqlite::Result<u64> {
        for write in writes {
            match write {
                Write::Put(document) => self.put(document)?,
                Write::Delete(key) => self.execute("DELETE FROM document WHERE key = ?", [key])?,
                Write::DeleteRange(range) => self.execute(
                    "DELETE FROM document WHERE key >= ? AND key < ?",
                    [&range.start, &range.end],
                )?,
            };
        }
        Ok(0)
    }

    /// Creates or replaces a document.
    pub(super) fn put(&mut self, document: &Document) -> rusqlite::Result<usize> {
        self.version += 1;
        self.execute(
            "INSERT INTO document (key, value, version, expires_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value,
                 version = excluded.version, expires_at = excluded.expires_at",
            params![
                document.key,
                document.value,
                self.version,
                document.expires_at.map(seconds)
            ],
        )
    }

    fn sweep(&self, now: u64) -> rusqlite::Result<u64> {
        // The expiration of the last document of the batch; all documents with the same one are deleted too.
        let until: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT expires_at FROM document WHERE expires_at <= ?
                 ORDER BY expires_at LIMIT 1 OFFSET ?",
            )?
            .query_row(
                params![seconds(now), (SWEPT_AT_ONCE - 1).cast_signed()],
                |row| row.get(0),
            )
            .optional()?;
        let until = until.unwrap_or_else(|| seconds(now));
        let removed = self.execute("DELETE FROM document WHERE expires_at <= ?", [until])?;
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }

    fn execute(&self, sql: &str, parameters: impl Params) -> rusqlite::Result<usize> {
        execute(self.connection, sql, parameters)
    }
}

/// SQLite's integers end in the year 292 billion; a later time is stored as that.
pub(super) fn seconds(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

fn execute(connection: &Connection, sql: &str, parameters: impl Params) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.execute(parameters)
}

/// Rolls back after an error before `COMMIT`: nothing has been changed.
fn give_up(connection: &Connection, error: &rusqlite::Error) -> StoreError {
    roll_back(connection);
    failure::unavailable(error)
}

/// Rolls back a transaction that SQLite has not ended itself. If that fails, the next `begin` tries
/// again.
fn roll_back(connection: &Connection) {
    if !connection.is_autocommit() {
        let _tried_again_at_begin = connection.execute_batch("ROLLBACK");
    }
}

#[cfg(test)]
mod tests;
