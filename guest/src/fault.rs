//! Why an operation did not do what it was asked.
//!
//! What the public may hear and what the audit event says are different values from the start: a
//! [`Refusal`] holds both. Outside, typed callers see a [`Failure`], REST clients a response.

use crate::{
    contract::{
        password_hashing::HashingError,
        storage::StoreError,
        types::{Failure, SubStatus},
    },
    sub_status::codes,
};

/// The outcome of an operation or a part of one.
pub type Result<T> = std::result::Result<T, Fault>;

/// Everything that can go wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A rule said no.
    Refused(Refusal),
    /// The input cannot be understood; the text never repeats a secret.
    BadRequest(&'static str),
    /// Too many attempts; the caller may try again after so many seconds.
    Throttled(u32),
    /// The host's password hashing or the storage has too much to do.
    Busy,
    /// Storage or settings cannot serve the call; the text is for the operator.
    Unavailable(String),
    /// A commit lost a race; the operation may be tried again from its first read.
    Conflict,
}

/// A rule's no.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// For the audit event.
    pub exact: Vec<SubStatus>,
    /// For the caller.
    pub public: Vec<SubStatus>,
    /// An unknown current application, which Zato answers with HTTP status 200.
    pub is_unknown_app: bool,
    /// What the codes do not say, for the audit event. Never repeats input.
    pub reason: Option<&'static str>,
}

impl Fault {
    /// A refusal whose reason may be told.
    #[must_use]
    pub fn refused(code: SubStatus) -> Self {
        Self::told_if(code, true)
    }

    /// A refusal whose reason is told if a switch says so, and is E005001 otherwise.
    #[must_use]
    pub fn told_if(code: SubStatus, is_told: bool) -> Self {
        let public = if is_told {
            code
        } else {
            SubStatus::AuthNotAllowed
        };
        Self::told_as(code, public)
    }

    /// A refusal that the public hears another reason for.
    #[must_use]
    pub fn told_as(exact: SubStatus, public: SubStatus) -> Self {
        Self::Refused(Refusal {
            exact: vec![exact],
            public: vec![public],
            is_unknown_app: false,
            reason: None,
        })
    }

    /// A refusal for several reasons, told all or none.
    #[must_use]
    pub fn refused_for(exact: Vec<SubStatus>, is_told: bool) -> Self {
        let public = match is_told {
            true => exact.clone(),
            false => vec![SubStatus::AuthNotAllowed],
        };
        Self::Refused(Refusal {
            exact,
            public,
            is_unknown_app: false,
            reason: None,
        })
    }

    /// E005001, and nothing else to say.
    #[must_use]
    pub fn not_allowed() -> Self {
        Self::refused(SubStatus::AuthNotAllowed)
    }

    /// E005001 for a reason that only the audit event tells.
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

    /// The exact codes, for the audit event.
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

    /// What the operator may read in the audit event.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
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

impl From<HashingError> for Fault {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Busy => Self::Busy,
            HashingError::InvalidCost => {
                Self::Unavailable("the host refuses this cost of a password hash".to_owned())
            }
        }
    }
}
