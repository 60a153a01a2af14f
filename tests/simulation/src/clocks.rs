//! Simulated time, and the clocks of hosts, which differ.

use std::cell::Cell;

use crate::{configuration::HOSTS, dice::Dice};

const SECOND: u64 = 1_000_000;
/// Maximum difference of a host's clock, either way, in seconds.
const SKEW: u64 = 90;

/// All in microseconds since 1970.
pub(crate) struct Clocks {
    /// The base of all clocks, earlier than each of them.
    base: Cell<u64>,
    ahead: [Cell<u64>; HOSTS],
    latest: Cell<u64>,
}

impl Clocks {
    /// 2026-01-01T00:00:00Z.
    const START: u64 = 1_767_225_600 * SECOND;

    pub(crate) fn new(dice: &Dice) -> Self {
        let clocks = Self {
            base: Cell::new(Self::START),
            ahead: Default::default(),
            latest: Cell::new(0),
        };
        (0..HOSTS).for_each(|host| clocks.set(host, dice));
        clocks
    }

    /// The time of a host's clock.
    pub(crate) fn now(&self, host: usize) -> u64 {
        let ahead = self.ahead.get(host).map_or(0, Cell::get);
        let now = self.base.get() + ahead;
        self.latest.set(self.latest.get().max(now));
        now
    }

    /// The average of the clocks.
    pub(crate) fn average(&self) -> u64 {
        self.base.get() + SKEW * SECOND
    }

    /// The latest moment that any clock has shown.
    pub(crate) fn latest(&self) -> u64 {
        self.latest.get()
    }

    pub(crate) fn pass(&self, micros: u64) {
        self.base.set(self.base.get() + micros);
    }

    /// Sets one host's clock, forwards or back.
    pub(crate) fn set(&self, host: usize, dice: &Dice) {
        if let Some(ahead) = self.ahead.get(host) {
            ahead.set(dice.below(2 * SKEW * SECOND));
        }
    }

    /// Minutes, hours, days, or to just about when something expires.
    pub(crate) fn jump(&self, dice: &Dice, expirations: &[u64]) -> u64 {
        let ahead = expirations.iter().filter_map(|at| {
            let until = (at * SECOND).checked_sub(self.base.get())?;
            Some(until.saturating_sub(SKEW * SECOND))
        });
        let ahead: Vec<u64> = ahead.collect();
        let by = match (dice.below(4), dice.pick(&ahead)) {
            (0, _) => dice.between(1, 90) * 60 * SECOND,
            (1, _) => dice.between(1, 48) * 3_600 * SECOND,
            (2, _) | (_, None) => dice.between(1, 20) * 86_400 * SECOND,
            (_, Some(until)) => until + dice.below(SKEW * SECOND),
        };
        self.pass(by);
        by
    }
}
