//! The slots of a scope, as they were read at one moment.

use crate::{
    call::Call,
    contract::storage::{Check, Entry},
    documents::AttemptSlot,
    fault::Result,
    keys,
    settings::throttling::Throttling,
    store::{self, Slot},
    timestamp::Timestamp,
};

use super::{ATTEMPT_TIMEOUT, WAIT_REMEMBERED_FOR};

/// An attempt that failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) at: Timestamp,
    pub(super) source: String,
    /// Whether it is within the window. An older one is only remembered.
    pub(super) is_recent: bool,
}

/// The state of a slot.
enum State {
    Free,
    UnderWay,
    Failed,
}

/// The slots of a scope.
pub(super) struct Slots {
    slots: Vec<Slot<AttemptSlot>>,
    now: Timestamp,
    window: u32,
}

impl Slots {
    /// Reads the first `count` slots.
    pub(super) fn read(
        call: &Call<'_>,
        settings: &Throttling,
        scope: &str,
        count: u32,
    ) -> Result<Self> {
        // (Expired ones too: an attempt that takes such a slot checks its version.)
        let taken = store::walk(call.platform, keys::all_attempts(scope)).in_batches_of(count);
        let taken: Vec<Entry> = taken.take(count as usize).collect::<Result<_>>()?;
        let mut taken = taken.into_iter().peekable();
        let mut slots = Vec::new();
        for number in 0..count {
            let key = keys::attempt(scope, number);
            slots.push(match taken.next_if(|entry| entry.key == key) {
                Some(entry) => Slot::of(entry).parse(call.now)?,
                None => Slot {
                    check: Check { key, version: None },
                    document: None,
                    expired: None,
                },
            });
        }
        Ok(Self {
            slots,
            now: call.now,
            window: settings.window,
        })
    }

    /// Those of the first `count` slots that are free.
    pub(super) fn free(&self, count: u32) -> Vec<&Check> {
        let first = self.slots.iter().take(count as usize);
        first
            .filter(|slot| matches!(self.state(slot), State::Free))
            .map(|slot| &slot.check)
            .collect()
    }

    /// Whether an attempt is under way that may still succeed.
    pub(super) fn has_one_under_way(&self) -> bool {
        let mut slots = self.slots.iter();
        slots.any(|slot| matches!(self.state(slot), State::UnderWay))
    }

    /// The attempts that failed, latest first, including those before the window.
    pub(super) fn failures(&self) -> Vec<Failure> {
        let mut found: Vec<Failure> = self
            .slots
            .iter()
            .filter_map(|slot| slot.document.as_ref())
            .filter(|attempt| self.has_failed(attempt))
            .map(|attempt| Failure {
                at: attempt.began,
                source: attempt.source.clone(),
                is_recent: self.is_recent(attempt),
            })
            .collect();
        found.sort_unstable_by_key(|failure| std::cmp::Reverse(failure.at));
        found
    }

    /// Seconds until a slot becomes free, if none is free now.
    pub(super) fn seconds_until_free(&self) -> u64 {
        let attempts = self.slots.iter().filter_map(|slot| slot.document.as_ref());
        let ends = attempts.map(|attempt| attempt.began.plus_minutes(self.window));
        ends.min().map_or(0, |end| self.now.seconds_until(end))
    }

    fn state(&self, slot: &Slot<AttemptSlot>) -> State {
        match &slot.document {
            Some(attempt) if !self.is_recent(attempt) => State::Free,
            Some(attempt) if self.has_failed(attempt) => State::Failed,
            Some(_) => State::UnderWay,
            None => State::Free,
        }
    }

    fn is_recent(&self, attempt: &AttemptSlot) -> bool {
        attempt.began.plus_minutes(self.window) > self.now
    }

    fn has_failed(&self, attempt: &AttemptSlot) -> bool {
        attempt.has_failed || attempt.began.plus_seconds(ATTEMPT_TIMEOUT) <= self.now
    }
}

/// When a slot that is taken now expires: not before the wait that it may cause has expired.
pub(super) fn slot_expiry(settings: &Throttling, now: Timestamp) -> Timestamp {
    now.plus_minutes(settings.window)
        .plus_seconds(u64::from(settings.longest_wait))
        .plus_seconds(WAIT_REMEMBERED_FOR)
}
