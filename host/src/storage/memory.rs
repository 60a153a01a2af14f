//! A store in memory: for tests, and for hosts that need no persistence.
//!
//! A lock around a sorted map makes every operation serializable. Nothing is awaited while it is held,
//! so every operation completes in one poll.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::types::{Check, Clause, Document, Entry, KeyRange, Page, StoreError, Write};
use super::{Storage, filter, limits, versions};

/// A [`Storage`] whose documents are lost when it is dropped.
#[derive(Debug, Default)]
pub struct Memory {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Rust orders texts by their bytes, as the contract does.
    documents: BTreeMap<String, Stored>,
    last_version: i64,
}

#[derive(Debug)]
struct Stored {
    value: String,
    version: i64,
    expires_at: Option<u64>,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A thread that panicked while it held the lock has not left a commit half done: nothing between
    /// the first and the last write of a commit can panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Storage for Memory {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        limits::get(&keys)?;
        let state = self.state();
        Ok(keys
            .iter()
            .map(|key| Some(entry(key, state.documents.get(key)?)))
            .collect())
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        limits::scan(&range, &filter, &page)?;
        let state = self.state();
        let matching = state.matching(&range, &filter, page.live_at);
        let (limit, offset) = (bounded(page.limit), bounded(page.offset));
        Ok(if page.reverse {
            matching.rev().skip(offset).take(limit).collect()
        } else {
            matching.skip(offset).take(limit).collect()
        })
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        limits::count(&range, &filter)?;
        Ok(self
            .state()
            .matching(&range, &filter, live_at)
            .fold(0, |count, _| count + 1))
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        limits::commit(&checks, &writes)?;
        let mut state = self.state();
        if !checks.iter().all(|check| state.holds(check)) {
            return Err(StoreError::Conflict);
        }
        for write in writes {
            state.write(write);
        }
        Ok(())
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        let removed = self
            .state()
            .documents
            .extract_if(.., |_, stored| {
                stored.expires_at.is_some_and(|at| at <= now)
            })
            .fold(0, |count, _| count + 1);
        Ok(removed)
    }
}

impl State {
    fn holds(&self, check: &Check) -> bool {
        let stored = self.documents.get(&check.key);
        stored.map(|stored| stored.version) == check.version.as_deref().map(versions::number)
    }

    fn write(&mut self, write: Write) {
        match write {
            Write::Put(document) => self.put(document),
            Write::Delete(key) => {
                self.documents.remove(&key);
            }
            Write::DeleteRange(range) => {
                let end = end(&range).clone();
                self.documents
                    .extract_if(range.start..end, |_, _| true)
                    .for_each(drop);
            }
        }
    }

    fn put(&mut self, document: Document) {
        self.last_version += 1;
        self.documents.insert(
            document.key,
            Stored {
                value: document.value,
                version: self.last_version,
                expires_at: document.expires_at,
            },
        );
    }

    fn matching(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> impl DoubleEndedIterator<Item = Entry> {
        let end = end(range);
        let is_over =
            move |stored: &Stored| stored.expires_at.is_some_and(|at| Some(at) <= live_at);
        self.documents
            .range::<String, _>(&range.start..end)
            .filter(move |(_, stored)| !is_over(stored) && filter::matches(filter, &stored.value))
            .map(|(key, stored)| entry(key, stored))
    }
}

/// The end of a range, or its start if that is later: `BTreeMap` panics otherwise.
fn end(range: &KeyRange) -> &String {
    (&range.end).max(&range.start)
}

fn entry(key: &str, stored: &Stored) -> Entry {
    Entry {
        key: key.to_owned(),
        value: stored.value.clone(),
        version: versions::text(stored.version),
    }
}

fn bounded(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
