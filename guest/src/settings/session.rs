//! Stanza `session`: how long one lives.

use crate::{
    call::Call,
    contract::configuration::Problem,
    settings::{Problems, stanza},
    timestamp::Timestamp,
};

stanza! {
    /// Stanza `session`.
    Session = "session" from session {
        expiry: u32 = 60,
    }
}

impl Session {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.range("expiry", self.expiry, 1..=525_600);
        problems.into_found()
    }
}

/// When a session that begins or is renewed now ends.
#[must_use]
pub fn expiration(call: &Call<'_>) -> Timestamp {
    call.now.plus_minutes(Session::load(call.platform).expiry)
}
