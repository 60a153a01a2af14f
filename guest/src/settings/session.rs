//! Stanza `session`: how long one lives.

use crate::{
    contract::configuration::Problem,
    settings::{Problems, stanza},
};

stanza! {
    /// Stanza `session`.
    Session = "session" from session {
        expiry: u32 = 60,
        max_age: u32 = 0,
        idle_time: u32 = 0,
        recent_login: u32 = 15,
        keep_on_password_change: bool = false,
    }
}

impl Session {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.range("expiry", self.expiry, 1..=525_600);
        problems.range("max_age", self.max_age, 0..=5_256_000);
        problems.range("idle_time", self.idle_time, 0..=525_600);
        problems.range("recent_login", self.recent_login, 1..=1_440);
        problems.into_found()
    }
}
