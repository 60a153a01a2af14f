//! What an error of SQLite means to the contract.
//!
//! Only the code of an error is passed on, never its message: a message may quote what was
//! being written.

use rusqlite::{Error, ErrorCode, ffi::SQLITE_IOERR_SHMSIZE};

use crate::storage::types::StoreError;

/// An operation that changed nothing.
///
/// That another process held the file for longer than we wait is no `conflict`: a conflict is
/// retried at once, and every retry would wait as long again.
pub(super) fn unavailable(error: &Error) -> StoreError {
    StoreError::Unavailable(match error {
        Error::SqliteFailure(failure, _) => format!("SQLite: {failure}"),
        _ => "SQLite: an unexpected answer".to_owned(),
    })
}

/// A `COMMIT` that failed.
///
/// Where the disk was full or somebody else held the lock, the end of the transaction never
/// got into the log. After any other failure, for example of `fsync`, it may stand there and be
/// found when the log is read again after a crash.
pub(super) fn of_commit(error: &Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            unavailable(error)
        }
        _ => StoreError::Unknown,
    }
}

/// A file that could not be opened. SQLite has no words for a disk without room for the index of
/// its log, the one file that opening may have to make.
pub(super) fn of_opening(error: Error) -> anyhow::Error {
    match error.sqlite_error() {
        Some(failure) if failure.extended_code == SQLITE_IOERR_SHMSIZE => {
            anyhow::Error::new(error).context("there is no room on the disk")
        }
        _ => error.into(),
    }
}
