//! Operations on attributes.

use std::fmt;

use super::{By, short};

/// A request: the caller, the operation, and the owner of the attributes.
#[derive(Clone, Debug)]
pub(crate) struct OnAttributes {
    pub(crate) by: By,
    pub(crate) owner: Owner,
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum Owner {
    /// None: the caller.
    User(Option<String>),
    /// The session of a UST.
    Session(String),
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Write(How, Vec<Input>),
    Delete(Vec<String>),
    Get { names: Vec<String>, decrypt: bool },
    Exists(Vec<String>),
    Names,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Create,
    Update,
    Set,
}

/// The change of one attribute.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) name: String,
    /// JSON.
    pub(crate) value: Option<String>,
    /// Seconds from now.
    pub(crate) expiration: Option<i64>,
    pub(crate) encrypt: Option<bool>,
    /// Another user who has it.
    pub(crate) user_id: Option<String>,
}

impl fmt::Display for OnAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, owner, what } = self;
        write!(f, "{by}, attributes of {owner}: {what:?}")
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(None) => f.write_str("itself"),
            Self::User(Some(id)) => write!(f, "user {}", short(id)),
            Self::Session(ust) => write!(f, "session of {}", short(ust)),
        }
    }
}
