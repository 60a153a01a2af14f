//! Time that passes only when a test advances it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use vestibule::{Clock, SystemClock};

/// When a clock starts, in seconds: 2026-01-01T00:00:00Z.
pub(crate) const START: u64 = 1_767_225_600;

#[derive(Clone)]
pub(crate) struct SteppedClock(Arc<AtomicU64>);

impl Default for SteppedClock {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(START * 1_000_000)))
    }
}

impl SteppedClock {
    /// Uses the machine's time, for tests that have to agree with another program's clock.
    pub(crate) fn at_real_time() -> Self {
        let now = SystemClock.now().as_micros();
        Self(Arc::new(AtomicU64::new(u64::try_from(now).unwrap())))
    }

    pub(crate) fn advance(&self, by: Duration) {
        let micros = u64::try_from(by.as_micros()).unwrap();
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Duration {
        Duration::from_micros(self.0.load(Ordering::SeqCst))
    }
}
