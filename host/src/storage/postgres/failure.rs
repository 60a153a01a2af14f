//! Errors of PostgreSQL, as errors of the contract.
//!
//! Only the code of an error is passed on, never its message, which may quote what was being
//! written.

use tokio_postgres::{Error, error::SqlState};

use crate::storage::types::StoreError;

/// The meaning of an error for the statement that failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A conflict with a concurrent transaction: nothing was changed, and the same statement may be
    /// tried again.
    Conflicting,
    /// The statement was refused: nothing was changed.
    Refused,
    /// There was no reply, or the server was shutting down: the statement may have happened or not.
    Lost,
}

/// Classifies an error.
pub(super) fn meaning(error: &Error) -> Meaning {
    let Some(state) = error.code() else {
        return Meaning::Lost;
    };
    if *state == SqlState::T_R_SERIALIZATION_FAILURE || *state == SqlState::T_R_DEADLOCK_DETECTED {
        return Meaning::Conflicting;
    }
    let is_ending = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        SqlState::IDLE_SESSION_TIMEOUT,
        SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN,
    ];
    if is_ending.contains(state) || state.code().starts_with("08") {
        return Meaning::Lost;
    }
    Meaning::Refused
}

/// The error of an operation that changed nothing.
pub(super) fn unavailable(error: &Error) -> StoreError {
    StoreError::Unavailable(match error.code() {
        Some(state) => format!("PostgreSQL: error {}", state.code()),
        None if error.is_closed() => "PostgreSQL: the connection was lost".to_owned(),
        None => "PostgreSQL: cannot connect".to_owned(),
    })
}
