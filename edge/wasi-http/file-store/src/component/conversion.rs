//! The types of the storage protocol, to and from those of the contract.

use super::contract::exports::vestibule::sso::storage::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, StoreError, Test, Write,
};

vestibule_storage_protocol::conversions!();
