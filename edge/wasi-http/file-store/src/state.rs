//! All documents after a commit, in memory.

use std::collections::{BTreeMap, VecDeque};

use vestibule_storage_protocol::{Check, Clause, Document, Entry, KeyRange, Page, Write};

use crate::{
    files::{Change, Commit, Snapshot},
    filter,
};

/// Versions for each commit: as many as a commit has writes, and more. That of a write follows from the number of the commit
/// and the place of the write, so it is not used twice, and all processes know it.
const VERSIONS: u64 = 1_000;

/// How many of the last commits a snapshot names.
const RECENT: usize = 1_024;

#[derive(Debug, Default)]
pub(crate) struct State {
    /// The number of the last commit; 0 before the first.
    pub(crate) number: u64,
    /// Bytes of all keys and values.
    pub(crate) bytes: usize,
    /// Rust orders texts by their bytes, as the contract does.
    documents: BTreeMap<String, Stored>,
    recent: VecDeque<(u64, String)>,
}

#[derive(Debug)]
struct Stored {
    value: String,
    version: u64,
    expires_at: Option<u64>,
}

impl State {
    pub(crate) fn read(number: u64, snapshot: Snapshot) -> Self {
        let mut state = Self {
            number,
            recent: snapshot.recent.into(),
            ..Self::default()
        };
        for (key, value, version, expires_at) in snapshot.documents {
            state.bytes += key.len() + value.len();
            let stored = Stored {
                value,
                version,
                expires_at,
            };
            state.documents.insert(key, stored);
        }
        state
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        let documents = self.documents.iter();
        let documents = documents.map(
            |(
                key,
                Stored {
                    value,
                    version,
                    expires_at,
                },
            )| { (key.clone(), value.clone(), *version, *expires_at) },
        );
        Snapshot {
            recent: self.recent.iter().cloned().collect(),
            documents: documents.collect(),
        }
    }

    /// The ID of one of the last commits.
    pub(crate) fn id_of(&self, number: u64) -> Option<&str> {
        let mut recent = self.recent.iter();
        let (_, id) = recent.find(|(each, _)| *each == number)?;
        Some(id)
    }

    pub(crate) fn get(&self, key: &str) -> Option<Entry> {
        self.documents.get(key).map(|stored| entry(key, stored))
    }

    pub(crate) fn scan(&self, range: &KeyRange, filter: &[Clause], page: &Page) -> Vec<Entry> {
        let bounded = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let (limit, offset) = (bounded(page.limit), bounded(page.offset));
        let matching = self.matching(range, filter, page.live_at);
        if page.reverse {
            matching.rev().skip(offset).take(limit).collect()
        } else {
            matching.skip(offset).take(limit).collect()
        }
    }

    pub(crate) fn count(&self, range: &KeyRange, filter: &[Clause], live_at: Option<u64>) -> u64 {
        self.matching(range, filter, live_at)
            .fold(0, |count, _| count + 1)
    }

    fn matching(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> impl DoubleEndedIterator<Item = Entry> {
        let is_over =
            move |stored: &Stored| stored.expires_at.is_some_and(|at| Some(at) <= live_at);
        self.documents
            .range::<String, _>(&range.start..end(range))
            .filter(move |(_, stored)| !is_over(stored) && filter::matches(filter, &stored.value))
            .map(|(key, stored)| entry(key, stored))
    }

    pub(crate) fn holds(&self, check: &Check) -> bool {
        let version = self
            .documents
            .get(&check.key)
            .map(|stored| stored.version.to_string());
        version == check.version
    }

    /// Bytes of all keys and values after some writes, nearly: a key that is written twice counts as replaced twice.
    pub(crate) fn bytes_after(&self, writes: &[Write]) -> usize {
        let of = |key: &String| {
            let stored = self.documents.get(key);
            stored.map_or(0, |stored| key.len() + stored.value.len())
        };
        writes.iter().fold(self.bytes, |bytes, write| match write {
            Write::Put(document) => {
                let put = document.key.len() + document.value.len();
                (bytes + put).saturating_sub(of(&document.key))
            }
            Write::Delete(key) => bytes.saturating_sub(of(key)),
            Write::DeleteRange(range) => {
                let removed = self.documents.range::<String, _>(&range.start..end(range));
                let removed = removed.map(|(key, stored)| key.len() + stored.value.len());
                bytes.saturating_sub(removed.sum())
            }
        })
    }

    /// How many documents have expired at a time.
    pub(crate) fn expired(&self, now: u64) -> u64 {
        let stored = self.documents.values();
        stored
            .filter(|stored| is_expired(stored, now))
            .fold(0, |count, _| count + 1)
    }

    /// Does what the next commit says.
    pub(crate) fn apply(&mut self, commit: Commit) {
        self.number += 1;
        match commit.change {
            Change::Writes(writes) => {
                let versions = self.number * VERSIONS..;
                versions
                    .zip(writes)
                    .for_each(|(version, write)| self.write(version, write));
            }
            Change::Sweep(now) => self.remove(|_, stored| is_expired(stored, now)),
        }
        self.recent.push_back((self.number, commit.id));
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }

    fn write(&mut self, version: u64, write: Write) {
        match write {
            Write::Put(Document {
                key,
                value,
                expires_at,
            }) => {
                self.bytes += key.len() + value.len();
                let length = key.len();
                let old = self.documents.insert(
                    key,
                    Stored {
                        value,
                        version,
                        expires_at,
                    },
                );
                self.bytes -= old.map_or(0, |old| length + old.value.len());
            }
            Write::Delete(key) => {
                let old = self.documents.remove(&key);
                self.bytes -= old.map_or(0, |old| key.len() + old.value.len());
            }
            Write::DeleteRange(range) => {
                let keys = &range.start..end(&range);
                self.remove(|key, _| keys.contains(&key));
            }
        }
    }

    fn remove(&mut self, is_removed: impl Fn(&String, &Stored) -> bool) {
        let removed = self
            .documents
            .extract_if(.., |key, stored| is_removed(key, stored));
        let removed: usize = removed
            .map(|(key, stored)| key.len() + stored.value.len())
            .sum();
        self.bytes -= removed;
    }
}

fn is_expired(stored: &Stored, now: u64) -> bool {
    stored.expires_at.is_some_and(|at| at <= now)
}

/// The end of a range, or its start if that is later: `BTreeMap` panics otherwise.
fn end(range: &KeyRange) -> &String {
    (&range.end).max(&range.start)
}

fn entry(key: &str, stored: &Stored) -> Entry {
    Entry {
        key: key.to_owned(),
        value: stored.value.clone(),
        version: stored.version.to_string(),
    }
}
