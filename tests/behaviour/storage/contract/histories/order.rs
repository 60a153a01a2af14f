//! The search for an order.
//!
//! All orders that respect time are tried with the simplest store, a sorted map. An order is abandoned as
//! soon as it does not explain an answer; a state with the same operations left is not tried twice. In a
//! history every value is written once, so a value identifies its write, and a version always has to mean
//! one value.
//!
//! A conflict needs no explanation, because a store may refuse for any concurrent operation; but then it
//! must not have changed anything.

use std::collections::{BTreeMap, BTreeSet};

use vestibule::storage::{Check, Entry, KeyRange, Write};

use super::record::{Answer, Asked, Record};

/// Value and time of each key.
type State = BTreeMap<String, (String, Option<u64>)>;

/// Whether some order explains all answers.
pub(super) fn exists(history: &[Record]) -> bool {
    let Some(versions) = versions(history) else {
        return false;
    };
    let records = history
        .iter()
        .filter(|record| record.answer != Answer::Conflict);
    let search = Search {
        records: records.collect(),
        versions,
    };
    assert!(search.records.len() < 32, "too long to be searched");
    search.goes_on(0, &State::new(), &mut BTreeSet::new())
}

/// The key and value of each version; `None` if ambiguous.
fn versions(history: &[Record]) -> Option<BTreeMap<&str, (&str, &str)>> {
    let mut documents = BTreeMap::new();
    let mut versions = BTreeMap::new();
    for entry in history.iter().flat_map(Record::seen) {
        let document = (&*entry.key, &*entry.value);
        let is_new = documents
            .insert(&*entry.version, document)
            .is_none_or(|before| before == document);
        let is_same = versions
            .insert(document, &*entry.version)
            .is_none_or(|before| before == entry.version);
        if !is_new || !is_same {
            return None;
        }
    }
    Some(documents)
}

struct Search<'h> {
    records: Vec<&'h Record>,
    versions: BTreeMap<&'h str, (&'h str, &'h str)>,
}

impl Search<'_> {
    /// Whether the remaining operations can follow. `done` has a bit for each operation that has happened.
    fn goes_on(&self, done: u32, state: &State, tried: &mut BTreeSet<(u32, State)>) -> bool {
        let left = |index: &usize| done & (1 << index) == 0;
        let open: Vec<usize> = (0..self.records.len()).filter(left).collect();
        let is_unknown = |index: &usize| self.records[*index].answer == Answer::Unknown;
        if open.iter().all(is_unknown) {
            return true;
        }
        if !tried.insert((done, state.clone())) {
            return false;
        }
        // An unknown commit has no end: nothing has to wait for it.
        let ends = open.iter().filter(|index| !is_unknown(index));
        let first_end = ends
            .map(|index| self.records[*index].ended)
            .min()
            .unwrap_or(usize::MAX);
        open.into_iter().any(|index| {
            let record = self.records[index];
            let mut next = state.clone();
            record.began < first_end
                && self.explains(record, &mut next)
                && self.goes_on(done | 1 << index, &next, tried)
        })
    }

    /// Whether a store in this state gives this answer; changes the state as it would.
    fn explains(&self, record: &Record, state: &mut State) -> bool {
        match (&record.asked, &record.answer) {
            (Asked::Get(keys), Answer::Found(found)) => {
                let same = |(key, found): (&String, &Option<Entry>)| {
                    let there = state.get(key).map(|(value, _)| (key, value));
                    there == found.as_ref().map(|entry| (&entry.key, &entry.value))
                };
                keys.len() == found.len() && keys.iter().zip(found).all(same)
            }
            (Asked::Scan(range, page), Answer::Page(entries)) => {
                let mut there: Vec<_> = within(state, range, page.live_at).collect();
                if page.reverse {
                    there.reverse();
                }
                let page = there
                    .into_iter()
                    .skip(page.offset as usize)
                    .take(page.limit as usize);
                page.eq(entries.iter().map(|entry| (&entry.key, &entry.value)))
            }
            (Asked::Count(range, live_at), Answer::Number(number)) => {
                within(state, range, *live_at).count() as u64 == *number
            }
            (Asked::Commit(checks, writes), Answer::Committed | Answer::Unknown) => {
                let holds = checks.iter().all(|check| self.holds(check, state));
                writes.iter().for_each(|write| apply(write, state));
                holds
            }
            (Asked::Sweep(now), Answer::Number(number)) => {
                let before = state.len();
                state.retain(|_, (_, expires_at)| expires_at.is_none_or(|at| at > *now));
                (before - state.len()) as u64 == *number
            }
            _ => false,
        }
    }

    fn holds(&self, check: &Check, state: &State) -> bool {
        let there = state
            .get(&check.key)
            .map(|(value, _)| (&*check.key, &**value));
        match check.version.as_deref() {
            None => there.is_none(),
            Some(version) => there.is_some() && there == self.versions.get(version).copied(),
        }
    }
}

fn within<'s>(
    state: &'s State,
    range: &KeyRange,
    live_at: Option<u64>,
) -> impl Iterator<Item = (&'s String, &'s String)> {
    let (start, end) = (range.start.clone(), range.end.clone());
    let there = state
        .iter()
        .filter(move |(key, _)| start <= **key && **key < end);
    let is_over = move |end: &u64| live_at.is_some_and(|at| *end <= at);
    there
        .filter(move |(_, (_, expires_at))| !expires_at.as_ref().is_some_and(is_over))
        .map(|(key, (value, _))| (key, value))
}

fn apply(write: &Write, state: &mut State) {
    match write {
        Write::Put(put) => {
            state.insert(put.key.clone(), (put.value.clone(), put.expires_at));
        }
        Write::Delete(key) => {
            state.remove(key);
        }
        Write::DeleteRange(range) => {
            state.retain(|key, _| *key < range.start || range.end <= *key);
        }
    }
}

mod tests;
