//! The tables, and the version of the schema.
//!
//! `application_id` marks a file as a store of Vestibule; `user_version` is how many of the steps
//! below it has taken. Missing steps are taken in one transaction that first reads the number again,
//! so any number of processes may open a new file at once.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rusqlite::{Connection, ErrorCode};

use super::connection::PATIENCE;

/// "Vstb".
const APPLICATION: i64 = 0x5673_7462;

/// Never changed once released, only added to: `user_version` counts them.
///
/// Texts are compared by their bytes (collation BINARY), the order that the contract demands. Without
/// a row ID, a key is found in one descent and the entries of a range are adjacent. The last version
/// used is stored beside the documents, in the same transaction, because it must survive the deletion
/// of the document that has it.
const STEPS: &[&str] = &["
    CREATE TABLE document (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL,
        version INTEGER NOT NULL,
        expires_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX document_expires_at ON document (expires_at) WHERE expires_at IS NOT NULL;
    CREATE TABLE last_version (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        version INTEGER NOT NULL
    ) STRICT;
    INSERT INTO last_version VALUES (1, 0);
"];

/// Brings a file to the newest schema.
pub(super) fn prepare(connection: &Connection) -> anyhow::Result<()> {
    // Before anything is changed: the file may belong to another program.
    let steps_taken = inspect(connection)?;
    write_ahead(connection)?;
    if steps_taken < STEPS.len() {
        migrate(connection).context("cannot set up the store")?;
    }
    Ok(())
}

/// How many steps a file has taken; an error if it is not a store, or a newer version has written it.
pub(super) fn inspect(connection: &Connection) -> anyhow::Result<usize> {
    let (application, version, empty): (i64, i64, bool) = connection
        .query_row(
            "SELECT application_id, user_version, NOT EXISTS (SELECT 1 FROM sqlite_schema)
             FROM pragma_application_id, pragma_user_version",
            (),
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .context("not a database, or not readable")?;
    let known = STEPS.len();
    match usize::try_from(version) {
        Ok(version) if application == APPLICATION && version <= known => Ok(version),
        Ok(0) if application == 0 && empty => Ok(0),
        _ if application == APPLICATION => bail!(
            "it has schema {version}, which is newer than schema {known} of this program: \
             a newer Vestibule has written it"
        ),
        _ => bail!("it is a database, but not a store of Vestibule"),
    }
}

/// Switches a new file to write-ahead logging, which is permanent.
///
/// The switch needs an exclusive lock and, unlike other statements, does not always wait for it.
fn write_ahead(connection: &Connection) -> anyhow::Result<()> {
    let begun = Instant::now();
    loop {
        let mode = connection.query_row("PRAGMA journal_mode = WAL", (), |row| {
            row.get::<_, String>(0)
        });
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => bail!("write-ahead logging cannot be used here, only {mode}"),
            Err(error) if busy(&error) && begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(error) => return Err(error).context("cannot switch to write-ahead logging"),
        }
    }
}

fn busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// Takes the missing steps.
pub(super) fn migrate(connection: &Connection) -> anyhow::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let migrated = take_steps(connection);
    let end = if migrated.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    connection.execute_batch(end)?;
    migrated
}

fn take_steps(connection: &Connection) -> anyhow::Result<()> {
    // Another process may have taken them in the meantime.
    for step in STEPS.iter().skip(inspect(connection)?) {
        connection.execute_batch(step)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", i64::try_from(STEPS.len())?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(connection: &Connection) -> String {
        inspect(connection).map_or_else(|error| format!("{error:#}"), |steps| steps.to_string())
    }

    #[test]
    fn steps_are_taken_once() -> anyhow::Result<()> {
        let connection = Connection::open_in_memory()?;
        assert_eq!(refusal(&connection), "0");
        migrate(&connection)?;
        migrate(&connection)?;
        assert_eq!(refusal(&connection), STEPS.len().to_string());
        Ok(())
    }

    #[test]
    fn a_newer_schema_is_refused() -> anyhow::Result<()> {
        let connection = Connection::open_in_memory()?;
        migrate(&connection)?;
        connection.pragma_update(None, "user_version", 1_000)?;
        assert!(refusal(&connection).contains("newer Vestibule"));
        Ok(())
    }

    #[test]
    fn the_database_of_another_program_is_refused() -> anyhow::Result<()> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch("CREATE TABLE theirs (a)")?;
        assert!(refusal(&connection).contains("not a store of Vestibule"));
        let connection = Connection::open_in_memory()?;
        connection.pragma_update(None, "application_id", 1)?;
        assert!(refusal(&connection).contains("not a store of Vestibule"));
        Ok(())
    }

    /// Otherwise it would read the whole table and block all other writers for that time.
    #[test]
    fn a_sweep_uses_the_index() -> anyhow::Result<()> {
        let connection = Connection::open_in_memory()?;
        migrate(&connection)?;
        let plan: String = connection.query_row(
            "EXPLAIN QUERY PLAN DELETE FROM document WHERE expires_at <= ?",
            [0],
            |row| row.get("detail"),
        )?;
        assert!(plan.contains("document_expires_at"), "{plan}");
        Ok(())
    }
}
