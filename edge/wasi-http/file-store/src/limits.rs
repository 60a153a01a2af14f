//! The limits of `wit/storage.wit`, for each operation.

use vestibule_storage_protocol::{
    Check, Clause, KeyRange, Page, StoreError, Write,
    limits::{CHECKS, COMMIT_BYTES, CONDITIONS, ENTRIES, KEYS, WRITES, bound, key, value},
};

pub(crate) fn get(keys: &[String]) -> Result<(), StoreError> {
    within(keys.len() <= KEYS && keys.iter().all(|each| key(each)))
}

pub(crate) fn scan(over: &KeyRange, by: &[Clause], page: &Page) -> Result<(), StoreError> {
    within((1..=ENTRIES).contains(&page.limit) && range(over) && filter(by))
}

pub(crate) fn count(over: &KeyRange, by: &[Clause]) -> Result<(), StoreError> {
    within(range(over) && filter(by))
}

pub(crate) fn commit(checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
    let keys = checks.iter().map(|check| check.key.len());
    let bytes: usize = keys.chain(writes.iter().map(bytes)).sum();
    within(
        checks.len() <= CHECKS
            && writes.len() <= WRITES
            && checks.iter().all(|check| key(&check.key))
            && writes.iter().all(write)
            && bytes <= COMMIT_BYTES,
    )
}

/// Bytes of a write that count.
fn bytes(write: &Write) -> usize {
    match write {
        Write::Put(document) => document.key.len() + document.value.len(),
        Write::Delete(key) => key.len(),
        Write::DeleteRange(range) => range.start.len() + range.end.len(),
    }
}

fn write(write: &Write) -> bool {
    match write {
        Write::Put(document) => key(&document.key) && value(&document.value),
        Write::Delete(deleted) => key(deleted),
        Write::DeleteRange(deleted) => range(deleted),
    }
}

fn range(range: &KeyRange) -> bool {
    bound(&range.start) && bound(&range.end)
}

fn filter(filter: &[Clause]) -> bool {
    let conditions: usize = filter.iter().map(|clause| clause.any_of.len()).sum();
    conditions.max(filter.len()) <= CONDITIONS
}

fn within(limits: bool) -> Result<(), StoreError> {
    if limits {
        Ok(())
    } else {
        Err(StoreError::TooLarge)
    }
}
