//! Whether a scope admits an attempt: computed from its slots and its waits.

use crate::{
    contract::storage::Check, documents::Wait, settings::throttling::Throttling, store::Slot,
    timestamp::Timestamp,
};

use super::{
    ATTEMPT_TIMEOUT,
    slots::{Failure, Slots},
    wait_after,
};

/// The state of a scope, as an attempt meets it.
#[derive(Debug)]
pub(super) enum Admission {
    /// The attempt may take any of the free slots. It has to store the waits, because the failures
    /// that caused them may be overwritten.
    Open {
        free: Vec<Check>,
        waits_to_store: Vec<CurrentWait>,
    },
    /// All slots are failures and these waits are over: one attempt may be made.
    Trial { waits: Vec<CurrentWait> },
    /// The attempt has to wait until another attempt under way ends.
    Full,
    /// The attempt has to wait for this number of seconds.
    Waiting(u64),
}

/// The wait in force or the last one, and the document it is (or will be) stored in.
#[derive(Clone, Debug)]
pub(super) struct CurrentWait {
    /// The document.
    pub(super) check: Check,
    pub(super) wait: Wait,
    /// Whether the document has this wait already.
    pub(super) is_stored: bool,
}

/// How many failures there may be, and the settings and the time that decide about them.
pub(super) struct Limits<'a> {
    pub(super) settings: &'a Throttling,
    pub(super) now: Timestamp,
    /// Failures within the window.
    pub(super) limit: u32,
}

impl Limits<'_> {
    /// The state of a scope whose slots belong to one source.
    pub(super) fn admit_to_own_slots(&self, slots: &Slots, stored: &Slot<Wait>) -> Admission {
        let wait = self.current_wait(stored, self.limit_reached_at(&slots.failures()));
        if let Some(seconds) = self.seconds_left(&[&wait]) {
            return Admission::Waiting(seconds);
        }
        let free = slots.free(self.limit);
        if !free.is_empty() {
            return open(free, [wait]);
        }
        match wait {
            Some(wait) if !slots.has_one_under_way() => trial(vec![wait]),
            _ => Admission::Full,
        }
    }

    /// The state of an account whose slots are shared by several sources, for one of them. There
    /// is one slot more than the limit: if one source alone has filled the others, the last one
    /// shows whether a second source fails too.
    pub(super) fn admit_to_shared_slots(
        &self,
        slots: &Slots,
        source: &str,
        pair_stored: &Slot<Wait>,
        account_stored: &Slot<Wait>,
    ) -> Admission {
        let failures = slots.failures();
        let own = of_source(&failures, source);
        let pair = self.current_wait(pair_stored, self.limit_reached_at(&own));
        let account = self.current_wait(account_stored, self.limit_reached_by_several(&failures));
        if let Some(seconds) = self.seconds_left(&[&pair, &account]) {
            return Admission::Waiting(seconds);
        }
        let free = slots.free(self.limit);
        if !free.is_empty() {
            return open(free, [pair, account]);
        }
        if slots.has_one_under_way() {
            return Admission::Full;
        }
        let recent = recent(&failures);
        let own_recent = of_source(&recent, source).len();
        if are_several_sources(&recent) {
            let Some(account) = account else {
                return Admission::Full;
            };
            let mut waits = Vec::new();
            if own_recent >= self.limit as usize {
                waits.extend(pair);
            }
            waits.push(account);
            trial(waits)
        } else if own_recent == recent.len() {
            pair.map_or(Admission::Full, |pair| trial(vec![pair]))
        } else {
            // Another source alone has filled the slots: the additional one is for this source.
            open(slots.free(self.limit.saturating_add(1)), [pair, account])
        }
    }

    /// When the latest failure was, if as many as the limit fell into one window with it.
    fn limit_reached_at(&self, failures: &[Failure]) -> Option<Timestamp> {
        let last = failures.first()?;
        let first = failures.get((self.limit as usize).checked_sub(1)?)?;
        self.is_in_one_window(first, last.at).then_some(last.at)
    }

    /// The same, if the failures of that window came from several sources.
    fn limit_reached_by_several(&self, failures: &[Failure]) -> Option<Timestamp> {
        let last = self.limit_reached_at(failures)?;
        let in_window: Vec<Failure> = failures
            .iter()
            .filter(|failure| self.is_in_one_window(failure, last))
            .cloned()
            .collect();
        are_several_sources(&in_window).then_some(last)
    }

    fn is_in_one_window(&self, failure: &Failure, last: Timestamp) -> bool {
        failure.at.plus_minutes(self.settings.window) > last
    }

    /// The wait that is in force or was the last one: the stored one, unless a trial without an
    /// outcome or later failures have begun a longer one.
    fn current_wait(
        &self,
        stored: &Slot<Wait>,
        limit_reached_at: Option<Timestamp>,
    ) -> Option<CurrentWait> {
        let mut wait = stored.document.clone();
        if let Some(old) = &wait
            && let Some(trial) = old.trial
            && trial.plus_seconds(ATTEMPT_TIMEOUT) <= self.now
        {
            wait = Some(wait_after(self.settings, trial, old.step.saturating_add(1)));
        }
        if let Some(failure) = limit_reached_at
            && wait.as_ref().is_none_or(|wait| wait.since < failure)
        {
            let step = wait.as_ref().map_or(0, |wait| wait.step.saturating_add(1));
            wait = Some(wait_after(self.settings, failure, step));
        }
        let wait = wait?;
        Some(CurrentWait {
            check: stored.check.clone(),
            is_stored: stored.document.as_ref() == Some(&wait),
            wait,
        })
    }

    /// Seconds until all waits are over; `None` if they are.
    fn seconds_left(&self, waits: &[&Option<CurrentWait>]) -> Option<u64> {
        let waits = waits.iter().filter_map(|wait| wait.as_ref());
        let longest = waits.map(|current| self.now.seconds_until(current.wait.until));
        longest.max().filter(|seconds| *seconds > 0)
    }
}

fn open<const COUNT: usize>(free: Vec<&Check>, waits: [Option<CurrentWait>; COUNT]) -> Admission {
    if free.is_empty() {
        return Admission::Full;
    }
    Admission::Open {
        free: free.into_iter().cloned().collect(),
        waits_to_store: waits
            .into_iter()
            .flatten()
            .filter(|wait| !wait.is_stored)
            .collect(),
    }
}

/// One attempt, unless another one is being made.
fn trial(waits: Vec<CurrentWait>) -> Admission {
    if waits.iter().any(|current| current.wait.trial.is_some()) {
        return Admission::Full;
    }
    Admission::Trial { waits }
}

fn of_source(failures: &[Failure], source: &str) -> Vec<Failure> {
    let own = failures.iter().filter(|failure| failure.source == source);
    own.cloned().collect()
}

fn recent(failures: &[Failure]) -> Vec<Failure> {
    let recent = failures.iter().filter(|failure| failure.is_recent);
    recent.cloned().collect()
}

fn are_several_sources(failures: &[Failure]) -> bool {
    let mut sources = failures.iter().map(|failure| &failure.source);
    let first = sources.next();
    sources.any(|source| Some(source) != first)
}
