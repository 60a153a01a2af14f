//! Stanza `login`: what a refused login may tell.

use crate::settings::{Problems, rows::stanza};

stanza! {
    /// Stanza `login`.
    Login = "login", "What a refused login may tell.";
    reject_if_not_listed: yes_no(false), "Refuse users that have no address list.";
    inform_if_locked: yes_no(true), "Say E005002 rather than E005001.";
    inform_if_not_confirmed: yes_no(true), "Say E005003 rather than E005001.";
    inform_if_not_approved: yes_no(true), "Say E005003 rather than E005001.";
    inform_if_totp_missing: yes_no(true), "Say E005008 rather than E005001.";
    totp_tolerance: integer(1, 0..=10) in "steps of 30 seconds", "Time steps before and after the current one whose TOTP codes are accepted.";
}

impl Login {
    fn agree(&self, _: &mut Problems) {}
}
