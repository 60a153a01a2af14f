//! The limits of `wit/storage.wit`, checked in one place for every backend.
//!
//! They are checked here and not in the component, because a store is also opened by others (the
//! command line, an embedding server), and because a value that only one backend accepts could not
//! be moved to another.
//!
//! The bounds of a range need not be keys of documents: they may be empty (before everything), and
//! otherwise have the form of keys.

use vestibule_storage_protocol::limits::{
    CHECKS, COMMIT_BYTES, CONDITIONS, ENTRIES, KEYS, WRITES, bound, key, value,
};

use super::types::{Check, Clause, Document, KeyRange, Page, StoreError, Write};

/// Checks the input of [`super::Storage::get`].
pub(super) fn get(keys: &[String]) -> Result<(), StoreError> {
    within(keys.len() <= KEYS && keys.iter().all(|each| key(each)))
}

/// Checks the input of [`super::Storage::scan`].
pub(super) fn scan(over: &KeyRange, by: &[Clause], page: &Page) -> Result<(), StoreError> {
    within((1..=ENTRIES).contains(&page.limit) && range(over) && filter(by))
}

/// Checks the input of [`super::Storage::count`].
pub(super) fn count(over: &KeyRange, by: &[Clause]) -> Result<(), StoreError> {
    within(range(over) && filter(by))
}

/// Checks the input of [`super::Storage::commit`].
pub(super) fn commit(checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
    within(
        checks.len() <= CHECKS
            && writes.len() <= WRITES
            && checks.iter().all(|check| key(&check.key))
            && writes.iter().all(write)
            && bytes(checks, writes) <= COMMIT_BYTES,
    )
}

fn bytes(checks: &[Check], writes: &[Write]) -> usize {
    let checks = checks.iter().map(|check| check.key.len());
    let writes = writes.iter().map(|write| match write {
        Write::Put(document) => document.key.len() + document.value.len(),
        Write::Delete(key) => key.len(),
        Write::DeleteRange(range) => range.start.len() + range.end.len(),
    });
    checks.chain(writes).sum()
}

/// Checks a document for [`super::Portable::import`].
pub(super) fn document(document: &Document) -> Result<(), StoreError> {
    within(stored(document))
}

fn within(limits: bool) -> Result<(), StoreError> {
    if limits {
        Ok(())
    } else {
        Err(StoreError::TooLarge)
    }
}

fn write(write: &Write) -> bool {
    match write {
        Write::Put(document) => stored(document),
        Write::Delete(deleted) => key(deleted),
        Write::DeleteRange(deleted) => range(deleted),
    }
}

fn stored(document: &Document) -> bool {
    key(&document.key) && value(&document.value)
}

fn range(range: &KeyRange) -> bool {
    bound(&range.start) && bound(&range.end)
}

fn filter(filter: &[Clause]) -> bool {
    filter
        .iter()
        .map(|clause| clause.any_of.len())
        .sum::<usize>()
        .max(filter.len())
        <= CONDITIONS
}
