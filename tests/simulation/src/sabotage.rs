//! Deliberate defects, to show that the simulation detects them.
//!
//! A missing rule of the guest looks, from outside, like a store that skips work or returns wrong data. So
//! nothing in the guest has to be switched off.

use vestibule_guest::contract::storage::{Check, Clause, Entry, Write};

/// A deliberate defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Commits ignore concurrent changes to keys below the prefix: updates are lost.
    IgnoresChecks(&'static str),
    /// Every seventh commit is acknowledged and not done.
    LosesCommits,
    /// The last write of every seventh commit is not done.
    TearsCommits,
    /// Documents below the prefix are never written.
    NeverWrites(&'static str),
    /// Keys below the prefix are never deleted one by one.
    NeverDeletes(&'static str),
    /// Ranges below the prefix are never deleted.
    NeverDeletesRanges(&'static str),
    /// Of the documents below the prefix that a commit writes, only the first is written.
    WritesOneOf(&'static str),
    /// A read of a part of a range returns the whole range.
    IgnoresFilters,
    /// A text is read as another, in every document below a prefix.
    Misreads {
        /// Of the documents.
        prefix: &'static str,
        /// As stored.
        stored: &'static str,
        /// As read.
        read: &'static str,
    },
    /// Sweeping takes documents a day before their time.
    SweepsEarly,
    /// Audit events are emitted twice.
    RepeatsEvents,
}

impl Sabotage {
    /// The changed result of a read.
    pub(crate) fn read(self, mut entry: Entry) -> Entry {
        if let Self::Misreads {
            prefix,
            stored,
            read,
        } = self
            && entry.key.starts_with(prefix)
        {
            entry.value = entry.value.replace(stored, read);
        }
        entry
    }

    /// The changed request for a range.
    pub(crate) fn filter(self, filter: &[Clause]) -> &[Clause] {
        match self {
            Self::IgnoresFilters => &[],
            _ => filter,
        }
    }

    /// The writes of a commit that are done; `number` counts commits.
    pub(crate) fn commit(
        self,
        number: u64,
        checks: &[Check],
        writes: &[Write],
    ) -> (Vec<Check>, Vec<Write>) {
        (self.checks(checks), self.writes(number, writes))
    }

    fn checks(self, checks: &[Check]) -> Vec<Check> {
        let is_ignored = |check: &Check| match self {
            Self::IgnoresChecks(prefix) => check.key.starts_with(prefix),
            _ => false,
        };
        let heeded = checks.iter().filter(|check| !is_ignored(check));
        heeded.cloned().collect()
    }

    fn writes(self, number: u64, writes: &[Write]) -> Vec<Write> {
        let is_hit = number.is_multiple_of(7);
        let without = |is_left_out: &dyn Fn(&Write) -> bool| {
            let kept = writes.iter().filter(|write| !is_left_out(write));
            kept.cloned().collect()
        };
        match self {
            Self::LosesCommits if is_hit => Vec::new(),
            Self::TearsCommits if is_hit => {
                // The last write is the audit event, whose absence would not be noticed.
                let kept = writes.len().saturating_sub(2);
                writes.iter().take(kept).cloned().collect()
            }
            Self::NeverWrites(prefix) => without(
                &|write| matches!(write, Write::Put(document) if document.key.starts_with(prefix)),
            ),
            Self::NeverDeletes(prefix) => {
                without(&|write| matches!(write, Write::Delete(key) if key.starts_with(prefix)))
            }
            Self::NeverDeletesRanges(prefix) => without(
                &|write| matches!(write, Write::DeleteRange(range) if range.start.starts_with(prefix)),
            ),
            Self::WritesOneOf(prefix) => {
                let is_meant = |write: &Write| matches!(write, Write::Put(document) if document.key.starts_with(prefix));
                let first = writes.iter().position(is_meant);
                let others = writes.iter().enumerate();
                let kept = others.filter(|(at, write)| Some(*at) == first || !is_meant(write));
                kept.map(|(_, write)| write.clone()).collect()
            }
            _ => writes.to_vec(),
        }
    }
}
