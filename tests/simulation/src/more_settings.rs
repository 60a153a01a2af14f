//! Settings that a quiet world chooses by itself; there is no model that would have to know them.

use serde_json::{Value, json};

use crate::dice::Dice;

/// The defaults refuse as little as possible.
#[derive(Clone)]
pub(crate) struct MoreSettings {
    is_every_app_for_all: bool,
    reject_if_not_listed: bool,
    is_talkative: bool,
    totp_tolerance: u32,
    keep_on_password_change: bool,
    argon2_iterations: u32,
    user_search_by: &'static str,
    /// Attempts of each kind; 0 for any number.
    attempts: u32,
}

impl Default for MoreSettings {
    fn default() -> Self {
        Self {
            is_every_app_for_all: true,
            reject_if_not_listed: false,
            is_talkative: true,
            totp_tolerance: 1,
            keep_on_password_change: false,
            argon2_iterations: 2,
            user_search_by: "username_or_email",
            attempts: 0,
        }
    }
}

impl MoreSettings {
    pub(crate) fn roll(dice: &Dice) -> Self {
        let one_of = |choices: &[u32]| dice.pick(choices).copied().unwrap_or_default();
        let searches = ["username", "email", "username_or_email"];
        Self {
            is_every_app_for_all: dice.chance(500),
            reject_if_not_listed: dice.chance(100),
            is_talkative: dice.chance(500),
            totp_tolerance: one_of(&[0, 1, 10]),
            keep_on_password_change: dice.chance(300),
            argon2_iterations: one_of(&[2, 3]),
            user_search_by: dice.pick(&searches).copied().unwrap_or_default(),
            attempts: one_of(&[0, 0, 1, 2, 3]),
        }
    }

    /// Adds a key to a stanza, or replaces it.
    pub(crate) fn add_to(&self, stanza: &str, settings: &mut Value) {
        for (key, value) in self.of(stanza).as_object().into_iter().flatten() {
            settings[key] = value.clone();
        }
    }

    fn of(&self, stanza: &str) -> Value {
        match stanza {
            "apps" if self.is_every_app_for_all => json!({
                "signup_allowed": ["CRM", "ERP"],
                "login_allowed": ["CRM", "ERP"],
                "login_metadata_allowed": ["CRM", "ERP"],
            }),
            "login" => json!({
                "reject_if_not_listed": self.reject_if_not_listed,
                "inform_if_locked": self.is_talkative,
                "inform_if_not_confirmed": self.is_talkative,
                "inform_if_not_approved": self.is_talkative,
                "inform_if_totp_missing": self.is_talkative,
                "totp_tolerance": self.totp_tolerance,
            }),
            "session" => json!({"keep_on_password_change": self.keep_on_password_change}),
            // After a change of the cost, hashes are renewed at the next login.
            "password" => json!({"argon2_iterations": self.argon2_iterations}),
            "password_reset" => json!({"user_search_by": self.user_search_by}),
            "throttling" => json!({
                "failures_per_account": self.attempts,
                "failures_per_source": self.attempts,
                "signups_per_source": self.attempts,
                "resets_per_source": self.attempts,
            }),
            // The user `fenced` may log in from one address only.
            "user_address_list" => json!({
                "the.boss": ["*"],
                "ann": ["192.0.2.0/24", "2001:db8::/32"],
                "fenced": ["198.51.100.7"],
            }),
            _ => json!({}),
        }
    }
}
