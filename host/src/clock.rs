//! The clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A wall clock. Default: [`SystemClock`]. Tests use a clock that they step.
pub trait Clock: Send + Sync + 'static {
    /// The time since 1970-01-01T00:00:00Z.
    fn now(&self) -> Duration;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }
}
