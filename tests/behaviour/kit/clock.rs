//! Time that passes when a test says so.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use vestibule::Clock;

/// 2026-01-01T00:00:00Z.
const START: u64 = 1_767_225_600;

#[derive(Clone)]
pub(crate) struct SteppedClock(Arc<AtomicU64>);

impl Default for SteppedClock {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(START * 1_000_000)))
    }
}

impl SteppedClock {
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
