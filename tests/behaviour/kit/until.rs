//! Waiting for the effect of another task or process.

use std::{
    thread,
    time::{Duration, Instant},
};

/// Long enough for anything; only a failing test meets it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again until something holds.
#[track_caller]
pub(crate) fn until(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "it never happens");
        thread::yield_now();
    }
}
