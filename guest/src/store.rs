//! Typed documents over the store. The commit checks all documents that were read together.

mod paging;
mod walk;

pub use paging::Paging;
pub use walk::{MAX_BATCH, Walk, page, walk};

use std::ops::Deref;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    contract::storage::{Check, Document as StoredDocument, Entry, KeyRange, StoreError, Write},
    fault::{Fault, Result},
    limits::{CHECKS, COMMIT_BYTES, KEY_BYTES, VALUE_BYTES, WRITES},
    platform::Platform,
    timestamp::Timestamp,
};

/// A stored document.
pub trait Document: Serialize + DeserializeOwned {
    /// The time from which on it is absent; `None`: never.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

/// A key as it was read: its document, and the version to check at the commit.
#[derive(Clone, Debug)]
pub struct Slot<T> {
    /// Holds if the key was not written since it was read.
    pub check: Check,
    /// The document, if it exists and has not expired.
    pub document: Option<T>,
    /// The expired document, until it is swept.
    pub expired: Option<T>,
}

impl<T> Slot<T> {
    /// The document with its check, if there is one.
    #[must_use]
    pub fn found(self) -> Option<Found<T>> {
        let check = self.check;
        self.document.map(|document| Found { check, document })
    }
}

/// A document that is there.
#[derive(Clone, Debug)]
pub struct Found<T> {
    /// Holds if the key was not written since it was read.
    pub check: Check,
    /// The document.
    pub document: T,
}

impl<T> Deref for Found<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.document
    }
}

/// Reads several documents as of one moment.
///
/// # Errors
/// If the store cannot be reached.
pub fn read(platform: &dyn Platform, keys: Vec<String>) -> Result<Vec<Slot<Entry>>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let entries = platform.get(&keys)?;
    let slots = keys.into_iter().zip(entries).map(|(key, entry)| {
        let version = entry.as_ref().map(|entry| entry.version.clone());
        Slot {
            check: Check { key, version },
            document: entry,
            expired: None,
        }
    });
    Ok(slots.collect())
}

/// Reads one document.
///
/// # Errors
/// If the store is unavailable, or the document is malformed.
pub fn read_one<T: Document>(
    platform: &dyn Platform,
    now: Timestamp,
    key: String,
) -> Result<Slot<T>> {
    let [slot] = read_exact(platform, [key])?;
    slot.parse(now)
}

/// The store did not keep to the contract.
#[must_use]
pub fn left_out() -> Fault {
    Fault::Unavailable("the store left out an answer".to_owned())
}

/// Reads a fixed number of documents as of one moment.
///
/// # Errors
/// If the store cannot be reached.
pub fn read_exact<const N: usize>(
    platform: &dyn Platform,
    keys: [String; N],
) -> Result<[Slot<Entry>; N]> {
    let slots = read(platform, keys.into())?;
    slots.try_into().map_err(|_| left_out())
}

/// The first documents of a range, in the order of their keys. Documents whose time has passed
/// are left out, and do not count for `limit`.
///
/// # Errors
/// As [`read_one`].
pub fn scan<T: Document>(
    platform: &dyn Platform,
    now: Timestamp,
    range: KeyRange,
    limit: u32,
) -> Result<Vec<Found<T>>> {
    let entries = walk(platform, range).in_batches_of(limit.clamp(1, MAX_BATCH));
    entries.documents(now).take(limit as usize).collect()
}

impl Slot<Entry> {
    /// An entry that was read.
    #[must_use]
    pub fn of(entry: Entry) -> Self {
        Self {
            check: Check {
                key: entry.key.clone(),
                version: Some(entry.version.clone()),
            },
            document: Some(entry),
            expired: None,
        }
    }

    /// Parses the JSON; an expired document counts as absent.
    ///
    /// # Errors
    /// If it cannot be understood.
    pub fn parse<T: Document>(self, now: Timestamp) -> Result<Slot<T>> {
        let check = self.check;
        let Some(entry) = self.document else {
            return Ok(Slot {
                check,
                document: None,
                expired: None,
            });
        };
        let document: T = serde_json::from_str(&entry.value)
            .map_err(|_| Fault::Unavailable("a stored document cannot be understood".to_owned()))?;
        let is_over = document.expires_at().is_some_and(|end| end <= now);
        let (document, expired) = match is_over {
            true => (None, Some(document)),
            false => (Some(document), None),
        };
        Ok(Slot {
            check,
            document,
            expired,
        })
    }
}

/// The checks and writes of a commit: all of them are done, or none.
#[derive(Default)]
pub struct Commit {
    checks: Vec<Check>,
    writes: Vec<Write>,
}

impl Commit {
    /// Checks that the key is unchanged since it was read.
    pub fn check(&mut self, check: &Check) {
        if !self.checks.contains(check) {
            self.checks.push(check.clone());
        }
    }

    /// Writes a document.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn put(&mut self, key: String, document: &impl Document) -> Result<()> {
        self.put_until(key, document, document.expires_at())
    }

    /// Writes a document that expires at a moment.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn put_until(
        &mut self,
        key: String,
        value: &impl Serialize,
        expires_at: Option<Timestamp>,
    ) -> Result<()> {
        self.put_text(key, serde_json::to_string(value), expires_at)
    }

    fn put_text(
        &mut self,
        key: String,
        value: serde_json::Result<String>,
        expires_at: Option<Timestamp>,
    ) -> Result<()> {
        let value =
            value.map_err(|_| Fault::Unavailable("a document cannot be written".to_owned()))?;
        self.writes.push(Write::Put(StoredDocument {
            key,
            value,
            expires_at: expires_at.map(Timestamp::seconds_rounded_up),
        }));
        Ok(())
    }

    /// Removes a key.
    pub fn delete(&mut self, key: String) {
        self.writes.push(Write::Delete(key));
    }

    /// Removes a range of keys.
    pub fn delete_range(&mut self, range: KeyRange) {
        self.writes.push(Write::DeleteRange(range));
    }

    /// The writes.
    #[cfg(test)]
    pub(crate) fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// Whether a store would still accept the commit if it moved one more document of any size: a
    /// check, a removal and a new document.
    #[must_use]
    pub fn has_room_for_another(&self) -> bool {
        self.checks.len() < CHECKS
            && self.writes.len() + 2 <= WRITES
            && self.bytes() + VALUE_BYTES + 3 * KEY_BYTES <= COMMIT_BYTES
    }

    fn bytes(&self) -> usize {
        let checks = self.checks.iter().map(|check| check.key.len());
        let writes = self.writes.iter().map(|write| match write {
            Write::Put(document) => document.key.len() + document.value.len(),
            Write::Delete(key) => key.len(),
            Write::DeleteRange(range) => range.start.len() + range.end.len(),
        });
        checks.chain(writes).sum()
    }

    /// Adds the checks and writes of another commit. Returns it unchanged if a store would not accept both
    /// together. A write that both have, such as the note of a secret key, is sent once.
    #[must_use]
    pub fn merge(&mut self, other: Self) -> Option<Self> {
        let checks = other.checks.iter();
        let added = checks.filter(|check| !self.checks.contains(check)).count();
        let fits = self.checks.len() + added <= CHECKS
            && self.writes.len() + other.writes.len() <= WRITES
            && self.bytes() + other.bytes() <= COMMIT_BYTES;
        if !fits {
            return Some(other);
        }
        for check in &other.checks {
            self.check(check);
        }
        for write in other.writes {
            if !self.writes.contains(&write) {
                self.writes.push(write);
            }
        }
        None
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// Sends the commit to the store. Operations use `Call::commit`, whose audit event records whether
    /// something changed.
    ///
    /// # Errors
    /// Those of the store.
    pub fn commit(self, platform: &dyn Platform) -> std::result::Result<(), StoreError> {
        platform.commit(&self.checks, &self.writes)
    }
}
