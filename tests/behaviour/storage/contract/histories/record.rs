//! One operation of a history: the request, the answer, and the times.

use vestibule::storage::{Check, Entry, KeyRange, Page, Write};

#[derive(Clone, Debug)]
pub(super) enum Asked {
    Get(Vec<String>),
    Scan(KeyRange, Page),
    Count(KeyRange, Option<u64>),
    Commit(Vec<Check>, Vec<Write>),
    Sweep(u64),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// The documents found for the requested keys.
    Found(Vec<Option<Entry>>),
    Page(Vec<Entry>),
    /// How many were counted, or swept.
    Number(u64),
    Committed,
    Conflict,
    /// A commit that may have happened, perhaps later.
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) asked: Asked,
    pub(super) answer: Answer,
    /// Two moments of one clock. An operation that ended before another began comes before it.
    pub(super) began: usize,
    pub(super) ended: usize,
}

impl Record {
    /// The entries that were seen.
    pub(super) fn seen(&self) -> Vec<&Entry> {
        match &self.answer {
            Answer::Found(found) => found.iter().flatten().collect(),
            Answer::Page(page) => page.iter().collect(),
            _ => Vec::new(),
        }
    }
}
