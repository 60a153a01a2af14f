//! The records of the contract's `storage` interface.

pub use crate::bindings::vestibule::sso::storage::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, StoreError, Test, Write,
};
