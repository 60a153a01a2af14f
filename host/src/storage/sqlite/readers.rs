//! Connections for reading: as many as there are reads at the same time.
//!
//! A connection is used by one thread at a time, and opening one costs more than a hundred reads. So
//! idle ones are kept on a stack: the last one used, whose cache is warm, is used next. No read
//! waits for a connection; their number is bounded by how many reads can run at once (one on each
//! thread of the runtime, and the scans).

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::{connection, failure};
use crate::storage::types::StoreError;

/// Maximum number of idle connections; further ones are closed.
const KEPT: usize = 16;

/// The connections that are not in use.
pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Opens no connection yet.
    pub(super) fn new(file: PathBuf) -> Self {
        Self {
            file,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Lends a connection to one read. After an error it is not used again.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let connection = self.take().map_err(|error| failure::unavailable(&error))?;
        let result = read(&connection).map_err(|error| failure::unavailable(&error))?;
        self.give_back(connection);
        Ok(result)
    }

    fn take(&self) -> rusqlite::Result<Connection> {
        // Two statements, so that the lock is not held while a connection is opened.
        let idle = self.idle().pop();
        idle.map_or_else(|| self.open(), Ok)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let connection = connection::open(&self.file)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle();
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
