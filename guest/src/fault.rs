//! Why an operation failed.
//!
//! The code for the client and the reason for the audit event are separate values from the start: a
//! [`Refusal`] holds both. Typed callers get a [`Failure`], REST clients a response.

use crate::{
    contract::{
        storage::StoreError,
        types::{Failure, SubStatus},
    },
    sub_status::codes,
};

/// The outcome of an operation, or of a part of one.
pub type Result<T> = std::result::Result<T, Fault>;

/// All kinds of failures.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A rule refused the operation.
    Refused(Refusal),
    /// The input cannot be parsed. The text never repeats a secret.
    BadRequest(&'static str),
    /// There were too many attempts. The caller may try again after this number of seconds.
    Throttled(u32),
    /// The host's password hashing or the storage is overloaded.
    Busy,
    /// Storage or settings do not work. The text is for the operator.
    Unavailable(String),
    /// A commit lost a race. The operation may start over from its first read.
    Conflict,
}

/// Why a rule refused an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The codes for the audit event.
    pub exact: Vec<SubStatus>,
    /// The codes for the client.
    pub public: Vec<SubStatus>,
    /// The current application is unknown. Zato answers this with HTTP status 200.
    pub is_unknown_app: bool,
    /// A reason that the codes do not express, for the audit event. Never repeats input.
    pub reason: Option<&'static str>,
}

impl Fault {
    /// A refusal whose code the client may see.
    #[must_use]
    pub fn refused(code: SubStatus) -> Self {
        Self::refused_unless_hidden(code, true)
    }

    /// A refusal whose code the client sees if `is_shown`; otherwise the client sees E005001.
    #[must_use]
    pub fn refused_unless_hidden(code: SubStatus, is_shown: bool) -> Self {
        let public = if is_shown {
            code
        } else {
            SubStatus::AuthNotAllowed
        };
        Self::refused_as(code, public)
    }

    /// A refusal for which the client sees another code than the audit event has.
    #[must_use]
    pub fn refused_as(exact: SubStatus, public: SubStatus) -> Self {
        Self::Refused(Refusal {
            exact: vec![exact],
            public: vec![public],
            is_unknown_app: false,
            reason: None,
        })
    }

    /// A refusal for several reasons. The client sees all of them if `is_shown`; otherwise E005001.
    #[must_use]
    pub fn refused_for_all(exact: Vec<SubStatus>, is_shown: bool) -> Self {
        let public = if is_shown {
            exact.clone()
        } else {
            vec![SubStatus::AuthNotAllowed]
        };
        Self::Refused(Refusal {
            exact,
            public,
            is_unknown_app: false,
            reason: None,
        })
    }

    /// The refusal E005001, without any other reason.
    #[must_use]
    pub fn not_allowed() -> Self {
        Self::refused(SubStatus::AuthNotAllowed)
    }

    /// The refusal E005001. Only the audit event has the reason.
    #[must_use]
    pub fn not_allowed_because(reason: &'static str) -> Self {
        match Self::not_allowed() {
            Self::Refused(refusal) => Self::Refused(Refusal {
                reason: Some(reason),
                ..refusal
            }),
            other => other,
        }
    }

    /// The codes for the audit event.
    #[must_use]
    pub fn exact_codes(&self) -> Vec<String> {
        match self {
            Self::Refused(refusal) => codes(&refusal.exact),
            Self::BadRequest(_) | Self::Throttled(_) => Vec::new(),
            Self::Busy | Self::Unavailable(_) | Self::Conflict => {
                codes(&[SubStatus::CommonInternalError])
            }
        }
    }

    /// The reason for the audit event, which the operator reads.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => refusal.reason.map(ToOwned::to_owned),
            Self::Throttled(_) => Some("too many attempts".to_owned()),
            Self::BadRequest(text) => Some((*text).to_owned()),
            Self::Busy => Some("busy".to_owned()),
            Self::Unavailable(text) => Some(text.clone()),
            Self::Conflict => Some("too many conflicting changes".to_owned()),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => Self::Rejected(refusal.public),
            Fault::BadRequest(text) => Self::BadRequest(text.to_owned()),
            Fault::Throttled(seconds) => Self::Throttled(seconds),
            Fault::Busy | Fault::Conflict => Self::Busy,
            Fault::Unavailable(text) => Self::Unavailable(text),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::Unavailable(text) => Self::Unavailable(text),
            StoreError::Unknown => {
                Self::Unavailable("a commit's reply was lost; its outcome is unknown".to_owned())
            }
            StoreError::TooLarge => Self::BadRequest("the input is too large to be stored"),
        }
    }
}
