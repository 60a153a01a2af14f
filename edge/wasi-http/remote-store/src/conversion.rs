//! The types of the storage protocol, to and from those of the contract.

use vestibule_storage_protocol as protocol;

use crate::contract::exports::vestibule::sso::storage::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, StoreError, Test, Write,
};

macro_rules! to_protocol {
    ($($name:ident { $($member:ident),+ })+) => {$(
        impl From<$name> for protocol::$name {
            fn from($name { $($member),+ }: $name) -> Self {
                Self { $($member: $member.into()),+ }
            }
        }
    )+};
}

to_protocol! {
    Check { key, version }
    Document { key, value, expires_at }
    KeyRange { start, end }
    Condition { field, test, text }
    Page { limit, offset, reverse, live_at }
}

impl From<Clause> for protocol::Clause {
    fn from(clause: Clause) -> Self {
        Self {
            any_of: all(clause.any_of),
        }
    }
}

impl From<Test> for protocol::Test {
    fn from(test: Test) -> Self {
        match test {
            Test::Equals => Self::Equals,
            Test::Contains => Self::Contains,
        }
    }
}

impl From<Write> for protocol::Write {
    fn from(write: Write) -> Self {
        match write {
            Write::Put(document) => Self::Put(document.into()),
            Write::Delete(key) => Self::Delete(key),
            Write::DeleteRange(range) => Self::DeleteRange(range.into()),
        }
    }
}

impl From<protocol::Entry> for Entry {
    fn from(entry: protocol::Entry) -> Self {
        let protocol::Entry {
            key,
            value,
            version,
        } = entry;
        Self {
            key,
            value,
            version,
        }
    }
}

impl From<protocol::StoreError> for StoreError {
    fn from(error: protocol::StoreError) -> Self {
        match error {
            protocol::StoreError::Conflict => Self::Conflict,
            protocol::StoreError::Unavailable(what) => Self::Unavailable(what),
            protocol::StoreError::Unknown => Self::Unknown,
            protocol::StoreError::TooLarge => Self::TooLarge,
        }
    }
}

/// Converts each of a list.
pub(crate) fn all<From, To: std::convert::From<From>>(list: Vec<From>) -> Vec<To> {
    list.into_iter().map(To::from).collect()
}

/// Converts each that there is.
pub(crate) fn each<From, To: std::convert::From<From>>(list: Vec<Option<From>>) -> Vec<Option<To>> {
    list.into_iter().map(|one| one.map(To::from)).collect()
}
