//! What a typed call can come back with.

use crate::types::{Failure, SubStatus};

/// Why a call did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no; nothing was changed.
    #[error("rejected: {0:?}")]
    Rejected(Vec<SubStatus>),
    /// The input cannot be understood.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// Too many attempts; try again after so many seconds.
    #[error("throttled for {0} seconds")]
    Throttled(u32),
    /// Too much is being done at the moment; nothing was changed.
    #[error("busy")]
    Busy,
    /// Storage or settings cannot serve the call.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The component itself failed, which is a defect. Nothing was changed unless a commit had
    /// come before.
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
