//! The store of a run: an ordered map that conforms to the contract in `wit/storage.wit`.
//!
//! Every document is kept with its JSON already parsed, because the invariants read all of them after every
//! commit. Sweeping is a function that the simulation calls: it chooses the time, the moment and the
//! extent. Documents that expire in the same second are removed together, as the contract recommends.
//! Versions are texts that are not numbers.

mod limits;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vestibule_guest::contract::storage::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, StoreError, Test, Write,
};

#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) value: String,
    pub(crate) json: Value,
    version: String,
    expires_at: Option<u64>,
}

#[derive(Clone, Default)]
pub(crate) struct Store {
    pub(crate) documents: BTreeMap<String, Stored>,
    last_version: u64,
}

impl Store {
    pub(crate) fn get(&self, keys: &[String]) -> Vec<Option<Entry>> {
        limits::get(keys);
        let find = |key: &String| Some(entry(key, self.documents.get(key)?));
        keys.iter().map(find).collect()
    }

    pub(crate) fn scan(&self, range: &KeyRange, filter: &[Clause], page: Page) -> Vec<Entry> {
        limits::scan(range, filter, page);
        let found = self
            .matching(range, filter, page.live_at)
            .map(|(key, stored)| entry(key, stored));
        let (limit, offset) = (page.limit as usize, page.offset as usize);
        match page.reverse {
            true => found.rev().skip(offset).take(limit).collect(),
            false => found.skip(offset).take(limit).collect(),
        }
    }

    pub(crate) fn count(&self, range: &KeyRange, filter: &[Clause], live_at: Option<u64>) -> u64 {
        limits::count(range, filter);
        self.matching(range, filter, live_at).count() as u64
    }

    fn matching(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> impl DoubleEndedIterator<Item = (&String, &Stored)> {
        self.documents
            .range::<String, _>(&range.start..&range.end)
            .filter(move |(_, stored)| {
                let is_over = stored.expires_at.is_some_and(|end| Some(end) <= live_at);
                !is_over && filter.iter().all(|clause| stored.matches(clause))
            })
    }

    pub(crate) fn commit(&mut self, checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
        limits::commit(checks, writes);
        if !checks.iter().all(|check| self.holds(check)) {
            return Err(StoreError::Conflict);
        }
        for write in writes {
            self.write(write);
        }
        Ok(())
    }

    /// Removes what expired by a moment, the oldest `seconds` at most; returns the keys.
    pub(crate) fn sweep(&mut self, by: u64, seconds: usize) -> Vec<String> {
        let expired = self.documents.values().filter_map(|stored| {
            let expires_at = stored.expires_at?;
            (expires_at <= by).then_some(expires_at)
        });
        let oldest: BTreeSet<u64> = BTreeSet::from_iter(expired)
            .into_iter()
            .take(seconds)
            .collect();
        let is_over = |stored: &Stored| stored.expires_at.is_some_and(|at| oldest.contains(&at));
        self.documents
            .extract_if(.., |_, stored| is_over(stored))
            .map(|(key, _)| key)
            .collect()
    }

    /// The seconds at which documents below a prefix expire.
    pub(crate) fn expirations(&self, prefixes: &[&str]) -> Vec<u64> {
        let mut seconds: Vec<u64> = prefixes
            .iter()
            .flat_map(|prefix| self.below(prefix))
            .filter_map(|(_, stored)| stored.expires_at)
            .collect();
        seconds.dedup();
        seconds
    }

    /// The documents whose keys begin with a prefix.
    pub(crate) fn below(&self, prefix: &str) -> impl Iterator<Item = (&String, &Stored)> {
        let start = prefix.to_owned();
        self.documents
            .range(start.clone()..)
            .take_while(move |(key, _)| key.starts_with(&start))
    }

    fn holds(&self, check: &Check) -> bool {
        let stored = self.documents.get(&check.key);
        stored.map(|stored| stored.version.as_str()) == check.version.as_deref()
    }

    fn write(&mut self, write: &Write) {
        match write {
            Write::Put(document) => self.put(document),
            Write::Delete(key) => {
                self.documents.remove(key);
            }
            Write::DeleteRange(range) => {
                self.documents
                    .extract_if(range.start.clone()..range.end.clone(), |_, _| true)
                    .for_each(drop);
            }
        }
    }

    fn put(&mut self, document: &Document) {
        self.last_version += 1;
        let stored = Stored {
            value: document.value.clone(),
            json: serde_json::from_str(&document.value).expect("the guest writes JSON"),
            version: format!("state-{}", self.last_version),
            expires_at: document.expires_at,
        };
        self.documents.insert(document.key.clone(), stored);
    }
}

impl Stored {
    fn matches(&self, clause: &Clause) -> bool {
        let holds = |condition: &Condition| {
            let member = self.json.get(&condition.field).and_then(Value::as_str);
            member.is_some_and(|member| match condition.test {
                Test::Equals => member == condition.text,
                Test::Contains => member.contains(&condition.text),
            })
        };
        clause.any_of.iter().any(holds)
    }
}

fn entry(key: &str, stored: &Stored) -> Entry {
    Entry {
        key: key.to_owned(),
        value: stored.value.clone(),
        version: stored.version.clone(),
    }
}
