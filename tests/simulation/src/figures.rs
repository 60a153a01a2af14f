//! Counts of operations and faults: a run without faults would prove nothing.

use std::{fmt, ops::AddAssign, time::Duration};

/// Counts of one run, or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Figures {
    pub seeds: u64,
    pub operations: u64,
    pub acknowledged: u64,
    pub refused: u64,
    /// Failed, and the client cannot know whether the change was made.
    pub uncertain: u64,
    /// Failed, and certainly without a change.
    pub unserved: u64,
    pub commits: u64,
    /// Operations that ran to their end within another one.
    pub overtakings: u64,
    pub unavailable: u64,
    pub unknown_not_done: u64,
    pub unknown_done: u64,
    pub conflicts_injected: u64,
    /// Conflicts with another operation.
    pub conflicts_real: u64,
    pub sweeps: u64,
    pub swept: u64,
    pub clock_jumps: u64,
}

impl Figures {
    /// The line at the end.
    #[must_use]
    pub fn summary(&self, elapsed: Duration) -> String {
        let seconds = elapsed.as_secs_f64();
        let rate = self.operations as f64 / seconds.max(0.001);
        format!("{self}, {seconds:.1} s ({rate:.0} operations/s)")
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seeds,
            operations,
            acknowledged,
            refused,
            uncertain,
            unserved,
            commits,
            overtakings,
            unavailable,
            unknown_not_done,
            unknown_done,
            conflicts_injected,
            conflicts_real,
            sweeps,
            swept,
            clock_jumps,
        } = self;
        write!(
            f,
            "{seeds} seeds, {operations} operations ({acknowledged} acknowledged, {refused} refused, \
             {uncertain} uncertain, {unserved} not served), {commits} commits, {overtakings} overtakings; \
             injected: {unavailable} outages, {unknown_not_done} lost replies before the commit, \
             {unknown_done} after it, {conflicts_injected} conflicts (and {conflicts_real} real ones); \
             {sweeps} sweeps of {swept} documents, {clock_jumps} clock jumps"
        )
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.operations += other.operations;
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.uncertain += other.uncertain;
        self.unserved += other.unserved;
        self.commits += other.commits;
        self.overtakings += other.overtakings;
        self.unavailable += other.unavailable;
        self.unknown_not_done += other.unknown_not_done;
        self.unknown_done += other.unknown_done;
        self.conflicts_injected += other.conflicts_injected;
        self.conflicts_real += other.conflicts_real;
        self.sweeps += other.sweeps;
        self.swept += other.swept;
        self.clock_jumps += other.clock_jumps;
    }
}
