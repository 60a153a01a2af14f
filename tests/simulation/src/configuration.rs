//! The settings of a run, chosen by its seed, and the hosts that share them.
//!
//! Three hosts serve one store. Their clocks differ by up to a minute and a half, either way. As
//! in the middle of a key rotation, all of them know both keys, but they encrypt with different ones;
//! and one has a higher cost of password hashes than the others, so that hashes are renewed.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::dice::Dice;

pub(crate) const HOSTS: usize = 3;

#[derive(Clone)]
pub(crate) struct Configuration {
    pub(crate) is_confirmation_needed: bool,
    pub(crate) is_approval_needed: bool,
    pub(crate) is_delivery_configured: bool,
    pub(crate) returned_token_verifies_email: bool,
    pub(crate) is_email_required: bool,
    pub(crate) inform_if_user_exists: bool,
    pub(crate) inform_if_user_invalid: bool,
    pub(crate) inform_if_email_exists: bool,
    pub(crate) inform_if_email_invalid: bool,
    /// Minutes.
    pub(crate) confirm_valid_for: u32,
    /// Minutes.
    pub(crate) session_expiry: u32,
    /// Minutes; 0 for none.
    pub(crate) session_max_age: u32,
    /// Minutes; 0 for none.
    pub(crate) session_idle_time: u32,
    pub(crate) keep_on_password_change: bool,
    pub(crate) inform_if_totp_missing: bool,
    /// Steps.
    pub(crate) totp_tolerance: u32,
    /// Days.
    pub(crate) password_expiry: u32,
    /// Minutes.
    pub(crate) reset_valid_for: u32,
}

impl Configuration {
    pub(crate) fn roll(dice: &Dice) -> Self {
        let one_of = |choices: &[u32]| dice.pick(choices).copied().unwrap_or(60);
        Self {
            is_confirmation_needed: dice.chance(750),
            is_approval_needed: dice.chance(750),
            is_delivery_configured: dice.chance(750),
            returned_token_verifies_email: dice.chance(250),
            is_email_required: dice.chance(500),
            inform_if_user_exists: dice.chance(500),
            inform_if_user_invalid: dice.chance(500),
            inform_if_email_exists: dice.chance(300),
            inform_if_email_invalid: dice.chance(500),
            confirm_valid_for: one_of(&[10, 24 * 60, 7 * 24 * 60]),
            session_expiry: one_of(&[5, 60, 24 * 60]),
            session_max_age: one_of(&[0, 0, 30, 8 * 60]),
            session_idle_time: one_of(&[0, 0, 2, 45]),
            keep_on_password_change: dice.chance(300),
            inform_if_totp_missing: dice.chance(700),
            totp_tolerance: one_of(&[0, 1, 3, 6]),
            password_expiry: one_of(&[1, 31, 45, 730]),
            reset_valid_for: one_of(&[10, 24 * 60]),
        }
    }

    /// The stanza that a host passes on. Hosts differ in the order of the keys, and in the cost of hashes.
    pub(crate) fn stanza(&self, name: &str, host: usize) -> Value {
        match name {
            "main" => {
                let mut keys = [1, 2].map(|number| STANDARD.encode([number; 32]));
                if host == 1 {
                    keys.reverse();
                }
                json!({"keys": keys, "is_delivery_configured": self.is_delivery_configured})
            }
            "login" => json!({
                "inform_if_totp_missing": self.inform_if_totp_missing,
                "totp_tolerance": self.totp_tolerance,
            }),
            "session" => json!({
                "expiry": self.session_expiry,
                "max_age": self.session_max_age,
                "idle_time": self.session_idle_time,
                "keep_on_password_change": self.keep_on_password_change,
            }),
            "password" => json!({
                "expiry": self.password_expiry,
                "argon2_iterations": if host == 2 { 3 } else { 2 },
            }),
            "signup" => self.signup(),
            "password_reset" => json!({"valid_for": self.reset_valid_for}),
            "throttling" => json!({
                "failures_per_account": 0,
                "failures_per_source": 0,
                "signups_per_source": 0,
                "resets_per_source": 0,
            }),
            _ => json!({}),
        }
    }

    fn signup(&self) -> Value {
        json!({
            "is_confirmation_needed": self.is_confirmation_needed,
            "is_approval_needed": self.is_approval_needed,
            "confirm_valid_for": self.confirm_valid_for,
            "returned_token_verifies_email": self.returned_token_verifies_email,
            "is_email_required": self.is_email_required,
            "inform_if_user_exists": self.inform_if_user_exists,
            "inform_if_user_invalid": self.inform_if_user_invalid,
            "inform_if_email_exists": self.inform_if_email_exists,
            "inform_if_email_invalid": self.inform_if_email_invalid,
        })
    }
}
