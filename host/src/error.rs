//! The errors of the typed calls.

use crate::types::{Failure, SubStatus};

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule refused the call, for these reasons. Nothing was changed.
    #[error("rejected: {0:?}")]
    Rejected(Vec<SubStatus>),
    /// The input is malformed.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// Too many attempts; try again after this number of seconds.
    #[error("throttled for {0} seconds")]
    Throttled(u32),
    /// Overloaded. Nothing was changed; try again later.
    #[error("busy")]
    Busy,
    /// Storage or settings cannot serve the call.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The component itself failed, which is a defect. Nothing was changed, except by a commit before
    /// the failure.
    #[error("the component failed")]
    Component(#[source] anyhow::Error),
}

impl Error {
    pub(crate) fn of_component(error: wasmtime::Error) -> Self {
        Self::Component(error.into())
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Rejected(codes) => Self::Rejected(codes),
            Failure::BadRequest(text) => Self::BadRequest(text),
            Failure::Throttled(seconds) => Self::Throttled(seconds),
            Failure::Busy => Self::Busy,
            Failure::Unavailable(text) => Self::Unavailable(text),
        }
    }
}
