//! What an error of PostgreSQL means to the contract.
//!
//! Only the code of an error is passed on, never its message: a message may quote what was
//! being written.

use tokio_postgres::{Error, error::SqlState};

use crate::storage::types::StoreError;

/// What an error says about the statement it answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// Another transaction was in the way: nothing was changed, and the same may be tried again.
    InTheWay,
    /// The statement was refused: nothing was changed.
    Refused,
    /// There was no answer, or the server was about to end: anything may have happened.
    Lost,
}

/// Reads an error.
pub(super) fn meaning(error: &Error) -> Meaning {
    let Some(state) = error.code() else {
        return Meaning::Lost;
    };
    if *state == SqlState::T_R_SERIALIZATION_FAILURE || *state == SqlState::T_R_DEADLOCK_DETECTED {
        return Meaning::InTheWay;
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

/// An operation that changed nothing.
pub(super) fn unavailable(error: &Error) -> StoreError {
    StoreError::Unavailable(match error.code() {
        Some(state) => format!("PostgreSQL: error {}", state.code()),
        None if error.is_closed() => "PostgreSQL: the connection was lost".to_owned(),
        None => "PostgreSQL: cannot be reached".to_owned(),
    })
}
