//! Errors of SQLite, as errors of the contract.
//!
//! Only the code of an error is passed on, never its message, which may quote what was being
//! written.

use rusqlite::{Error, ErrorCode, ffi::SQLITE_IOERR_SHMSIZE};

use crate::storage::types::StoreError;

/// The error of an operation that changed nothing.
///
/// A lock that another process holds for too long is not a `conflict`: a conflict is retried at
/// once, and every retry would wait as long again.
pub(super) fn unavailable(error: &Error) -> StoreError {
    StoreError::Unavailable(match error {
        Error::SqliteFailure(failure, _) => format!("SQLite: {failure}"),
        _ => "SQLite: unexpected error".to_owned(),
    })
}

/// The error of a `COMMIT` that failed.
///
/// If the disk was full or another process held the lock, the end of the transaction was not written
/// to the log. After any other failure, for example of `fsync`, it may be in the log and be found
/// when the log is read after a crash.
pub(super) fn of_commit(error: &Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            unavailable(error)
        }
        _ => StoreError::Unknown,
    }
}

/// A file that could not be opened. SQLite has no message for a disk without space for the index of
/// its log, the one file that it may have to create.
pub(super) fn of_opening(error: Error) -> anyhow::Error {
    match error.sqlite_error() {
        Some(failure) if failure.extended_code == SQLITE_IOERR_SHMSIZE => {
            anyhow::Error::new(error).context("no space left on the disk")
        }
        _ => error.into(),
    }
}
