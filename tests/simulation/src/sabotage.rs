//! Broken on purpose: to show that the simulation would notice.
//!
//! A rule of the guest that is missing looks, from outside, like a store that does not do its part
//! or says what is not so. So nothing in the guest has to be switched off.

use vestibule_guest::contract::storage::{Check, Entry, Write};

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Commits go through whatever others did since the reads: updates are lost.
    IgnoresChecks,
    /// Every seventh commit is acknowledged and not done.
    LosesCommits,
    /// Of every seventh commit the last write is not done.
    TearsCommits,
    /// Documents below the prefix are never written.
    NeverWrites(&'static str),
    /// Keys below the prefix are never deleted one by one.
    NeverDeletes(&'static str),
    /// Ranges are never deleted.
    NeverDeletesRanges,
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
    /// What is read.
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

    /// What of a commit is done; `number` counts commits.
    pub(crate) fn commit<'a>(
        self,
        number: u64,
        checks: &'a [Check],
        writes: &[Write],
    ) -> (&'a [Check], Vec<Write>) {
        let is_hit = number % 7 == 0;
        let without = |is_left_out: &dyn Fn(&Write) -> bool| {
            let kept = writes.iter().filter(|write| !is_left_out(write));
            kept.cloned().collect()
        };
        match self {
            Self::IgnoresChecks => (&[], writes.to_vec()),
            Self::LosesCommits if is_hit => (checks, Vec::new()),
            Self::TearsCommits if is_hit => {
                // The last is the audit event, which nobody would miss.
                let kept = writes.len().saturating_sub(2);
                (checks, writes.iter().take(kept).cloned().collect())
            }
            Self::NeverWrites(prefix) => {
                let is_it = |write: &Write| matches!(write, Write::Put(document) if document.key.starts_with(prefix));
                (checks, without(&is_it))
            }
            Self::NeverDeletes(prefix) => {
                let is_it =
                    |write: &Write| matches!(write, Write::Delete(key) if key.starts_with(prefix));
                (checks, without(&is_it))
            }
            Self::NeverDeletesRanges => {
                let is_it = |write: &Write| matches!(write, Write::DeleteRange(_));
                (checks, without(&is_it))
            }
            _ => (checks, writes.to_vec()),
        }
    }
}
