//! May an attempt be made? What the slots and waits of a scope say about it.

use crate::{
    contract::storage::Check, documents::Wait, settings::throttling::Throttling, store::Slot,
    timestamp::Timestamp,
};

use super::{
    LONGEST_ATTEMPT,
    slots::{Failure, Slots},
    wait_after,
};

/// Whether an attempt may be made.
#[derive(Debug)]
pub(super) enum Standing {
    /// Any of these slots may be taken. What their failures led to is to be kept.
    Open {
        free: Vec<Check>,
        lessons: Vec<Lesson>,
    },
    /// All slots are failures, and all waits are over: one attempt may be made.
    OnTrial { waits: Vec<Lesson> },
    /// There is no slot before one that is under way has ended.
    Full,
    /// So many seconds have to pass.
    Waiting(u64),
}

/// A wait as it is now, and the document that says so or will.
#[derive(Clone, Debug)]
pub(super) struct Lesson {
    pub(super) check: Check,
    pub(super) wait: Wait,
    /// Whether the document says something else.
    pub(super) is_new: bool,
}

/// What the standing of a scope depends on.
pub(super) struct View<'a> {
    pub(super) settings: &'a Throttling,
    pub(super) now: Timestamp,
    pub(super) limit: u32,
}

impl View<'_> {
    /// Where every slot is the source's own.
    pub(super) fn of_one(&self, slots: &Slots, wait: &Slot<Wait>) -> Standing {
        let failures = slots.failures();
        let lesson = self.lesson(wait, self.round(&failures));
        if let Some(seconds) = self.seconds_left(&[&lesson]) {
            return Standing::Waiting(seconds);
        }
        let free = slots.free(self.limit);
        match (free.is_empty(), slots.has_one_under_way(), lesson) {
            (false, _, lesson) => open(free, [lesson]),
            (true, false, Some(lesson)) => self.on_trial(vec![lesson]),
            (true, ..) => Standing::Full,
        }
    }

    /// Where sources share the slots. There is one more than the limit: where one source alone
    /// has taken all others, it shows whether a second one fails, too.
    pub(super) fn of_several(
        &self,
        slots: &Slots,
        source: &str,
        pair_wait: &Slot<Wait>,
        account_wait: &Slot<Wait>,
    ) -> Standing {
        let failures = slots.failures();
        let own: Vec<Failure> = failures
            .iter()
            .filter(|failure| failure.source == source)
            .cloned()
            .collect();
        let pair = self.lesson(pair_wait, self.round(&own));
        let by_several = self.round(&failures).filter(|last| {
            let of_window = |failure: &&Failure| self.is_one_window(failure, *last);
            are_several(failures.iter().filter(of_window))
        });
        let account = self.lesson(account_wait, by_several);
        if let Some(seconds) = self.seconds_left(&[&pair, &account]) {
            return Standing::Waiting(seconds);
        }
        let free = slots.free(self.limit);
        if !free.is_empty() {
            return open(free, [pair, account]);
        }
        if slots.has_one_under_way() {
            return Standing::Full;
        }
        let recent: Vec<Failure> = failures
            .into_iter()
            .filter(|failure| failure.is_recent)
            .collect();
        let is_alone = recent.iter().all(|failure| failure.source == source);
        match (are_several(recent.iter()), is_alone, pair, account) {
            (true, _, pair, Some(account)) => {
                let own = own.iter().filter(|failure| failure.is_recent).count();
                let pair = pair.filter(|_| own >= self.limit as usize);
                self.on_trial(pair.into_iter().chain([account]).collect())
            }
            (false, true, Some(pair), _) => self.on_trial(vec![pair]),
            (false, false, pair, account) => {
                open(slots.free(self.limit.saturating_add(1)), [pair, account])
            }
            _ => Standing::Full,
        }
    }

    /// The last of so many failures within one window that they are too many.
    fn round(&self, failures: &[Failure]) -> Option<Timestamp> {
        let last = failures.first()?;
        let first = failures.get((self.limit as usize).checked_sub(1)?)?;
        self.is_one_window(first, last.at).then_some(last.at)
    }

    fn is_one_window(&self, failure: &Failure, last: Timestamp) -> bool {
        failure.at.plus_minutes(self.settings.window) > last
    }

    /// The wait that is in force or was last. A trial that nobody ended has failed.
    fn lesson(&self, stored: &Slot<Wait>, round: Option<Timestamp>) -> Option<Lesson> {
        let mut wait = stored.document.clone();
        if let Some(old) = &wait
            && let Some(trial) = old.trial
            && trial.plus_seconds(LONGEST_ATTEMPT) <= self.now
        {
            wait = Some(wait_after(self.settings, trial, old.step.saturating_add(1)));
        }
        if let Some(failure) = round
            && wait.as_ref().is_none_or(|wait| wait.since < failure)
        {
            let step = wait.as_ref().map_or(0, |wait| wait.step.saturating_add(1));
            wait = Some(wait_after(self.settings, failure, step));
        }
        let wait = wait?;
        Some(Lesson {
            check: stored.check.clone(),
            is_new: stored.document.as_ref() != Some(&wait),
            wait,
        })
    }

    fn seconds_left(&self, lessons: &[&Option<Lesson>]) -> Option<u64> {
        let lessons = lessons.iter().filter_map(|lesson| lesson.as_ref());
        let longest = lessons.map(|lesson| self.now.seconds_until(lesson.wait.until));
        longest.max().filter(|seconds| *seconds > 0)
    }

    fn on_trial(&self, waits: Vec<Lesson>) -> Standing {
        match waits.iter().any(|lesson| lesson.wait.trial.is_some()) {
            true => Standing::Full,
            false => Standing::OnTrial { waits },
        }
    }
}

fn open<const COUNT: usize>(free: Vec<&Check>, lessons: [Option<Lesson>; COUNT]) -> Standing {
    if free.is_empty() {
        return Standing::Full;
    }
    Standing::Open {
        free: free.into_iter().cloned().collect(),
        lessons: lessons
            .into_iter()
            .flatten()
            .filter(|lesson| lesson.is_new)
            .collect(),
    }
}

fn are_several<'a>(failures: impl Iterator<Item = &'a Failure>) -> bool {
    let mut sources = failures.map(|failure| &failure.source);
    let first = sources.next();
    sources.any(|source| Some(source) != first)
}
