//! The types of the storage protocol, to and from those of the contract.

use vestibule_storage_protocol as protocol;

use super::types::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, StoreError, Test, Write,
};

macro_rules! same_members {
    ($($name:ident { $($member:ident),+ })+) => {$(
        impl From<$name> for protocol::$name {
            fn from($name { $($member),+ }: $name) -> Self {
                Self { $($member: $member.into()),+ }
            }
        }

        impl From<protocol::$name> for $name {
            fn from(protocol::$name { $($member),+ }: protocol::$name) -> Self {
                Self { $($member: $member.into()),+ }
            }
        }
    )+};
}

macro_rules! same_cases {
    ($($name:ident { $($case:ident $(($content:ident))?),+ })+) => {$(
        impl From<$name> for protocol::$name {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$case $(($content))? => Self::$case $(($content.into()))?),+
                }
            }
        }

        impl From<protocol::$name> for $name {
            fn from(value: protocol::$name) -> Self {
                match value {
                    $(protocol::$name::$case $(($content))? => Self::$case $(($content.into()))?),+
                }
            }
        }
    )+};
}

same_members! {
    Entry { key, value, version }
    Check { key, version }
    Document { key, value, expires_at }
    KeyRange { start, end }
    Condition { field, test, text }
    Page { limit, offset, reverse, live_at }
}

same_cases! {
    Test { Equals, Contains }
    Write { Put(document), Delete(key), DeleteRange(range) }
    StoreError { Conflict, Unavailable(text), Unknown, TooLarge }
}

impl From<Clause> for protocol::Clause {
    fn from(clause: Clause) -> Self {
        Self {
            any_of: all(clause.any_of),
        }
    }
}

impl From<protocol::Clause> for Clause {
    fn from(clause: protocol::Clause) -> Self {
        Self {
            any_of: all(clause.any_of),
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
