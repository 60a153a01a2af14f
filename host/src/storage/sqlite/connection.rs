//! Opens connections, all with the same settings.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

/// How long an operation waits for another process's lock before it fails.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// `synchronous=FULL` makes commits durable: in WAL mode anything less leaves out the `fsync`.
/// Mapped memory saves a system call and a copy for each page that is read. Deleted data is
/// overwritten, so that nothing remains of a person who was erased.
const SETTINGS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA mmap_size = 268435456;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = OFF;
";

/// `get` has one statement per number of keys, `scan` and `count` one per shape of filter.
const STATEMENTS: usize = 128;

/// Opens a file that exists.
pub(super) fn open(file: &Path) -> rusqlite::Result<Connection> {
    // Without the URI flag every text is a path. No mutex: a connection is never used by two threads
    // at once.
    let connection = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Plans do not depend on parameters, so a cached statement is never prepared again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.execute_batch(SETTINGS)?;
    Ok(connection)
}
