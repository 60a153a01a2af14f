//! Stanza `login`: what a refused login may tell.

use crate::{
    contract::configuration::Problem,
    settings::{Problems, stanza},
};

stanza! {
    /// Stanza `login`.
    Login = "login" from login {
        reject_if_not_listed: bool = false,
        inform_if_locked: bool = true,
        inform_if_not_confirmed: bool = true,
        inform_if_not_approved: bool = true,
        inform_if_totp_missing: bool = true,
        totp_tolerance: u32 = 1,
    }
}

impl Login {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.range("totp_tolerance", self.totp_tolerance, 0..=10);
        problems.into_found()
    }
}
