//! Stanza `throttling`: how many attempts there may be.

use crate::{
    contract::configuration::Problem,
    settings::{Problems, stanza},
};

stanza! {
    /// Stanza `throttling`.
    Throttling = "throttling" from throttling {
        window: u32 = 15,
        failures_per_account: u32 = 10,
        failures_per_source: u32 = 100,
        first_wait: u32 = 60,
        longest_wait: u32 = 3_600,
        signups_per_source: u32 = 100,
        resets_per_source: u32 = 20,
    }
}

impl Throttling {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.range("window", self.window, 1..=1_440);
        for (key, limit) in [
            ("failures_per_source", self.failures_per_source),
            ("signups_per_source", self.signups_per_source),
            ("resets_per_source", self.resets_per_source),
        ] {
            problems.range(key, limit, 0..=1_000);
        }
        problems.range("failures_per_account", self.failures_per_account, 0..=500);
        problems.range("first_wait", self.first_wait, 1..=3_600);
        let longest = self.first_wait.min(86_400)..=86_400;
        problems.range("longest_wait", self.longest_wait, longest);
        problems.into_found()
    }
}
