//! Stanza `login`: refusals of a login, and TOTP.

use crate::settings::{Problems, rows::stanza};

stanza! {
    /// Stanza `login`.
    Login = "login", "Refusals of a login, and TOTP.";
    reject_if_not_listed: yes_no(false), "Refuse users who have no address list.";
    inform_if_locked: yes_no(true), "Refuse a locked account with E005002; false: E005001.";
    inform_if_not_confirmed: yes_no(true), "Refuse an unconfirmed sign-up with E005003; false: E005001.";
    inform_if_not_approved: yes_no(true), "Refuse an account that is not approved with E005003; false: E005001.";
    inform_if_totp_missing: yes_no(true), "Refuse a login without the needed TOTP code with E005008; false: E005001.";
    totp_tolerance: integer(1, 0..=10) in "steps of 30 seconds", "Time steps before and after the current one whose TOTP codes are accepted.";
}

impl Login {
    fn agree(&self, _: &mut Problems) {}
}
