//! Settings that a quiet world rolls for itself: it has no model that would have to know of them.

use vestibule_guest::contract::settings::{
    AppsStanza, LoginStanza, PasswordResetStanza, PasswordStanza, SessionStanza, ThrottlingStanza,
};

use crate::dice::Dice;

/// The default ones refuse as little as can be.
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

    pub(crate) fn apps(&self, apps: AppsStanza) -> AppsStanza {
        let every = || Some(vec!["CRM".to_owned(), "ERP".to_owned()]);
        match self.is_every_app_for_all {
            false => apps,
            true => AppsStanza {
                signup_allowed: every(),
                login_allowed: every(),
                login_metadata_allowed: every(),
                ..apps
            },
        }
    }

    pub(crate) fn login(&self) -> LoginStanza {
        let informs = Some(self.is_talkative);
        LoginStanza {
            reject_if_not_listed: Some(self.reject_if_not_listed),
            inform_if_locked: informs,
            inform_if_not_confirmed: informs,
            inform_if_not_approved: informs,
            inform_if_totp_missing: informs,
            totp_tolerance: Some(self.totp_tolerance),
        }
    }

    pub(crate) fn session(&self, session: SessionStanza) -> SessionStanza {
        SessionStanza {
            keep_on_password_change: Some(self.keep_on_password_change),
            ..session
        }
    }

    /// With another cost hashes are made anew at the next login.
    pub(crate) fn password(&self, password: PasswordStanza) -> PasswordStanza {
        PasswordStanza {
            argon2_iterations: Some(self.argon2_iterations),
            ..password
        }
    }

    pub(crate) fn password_reset(&self, reset: PasswordResetStanza) -> PasswordResetStanza {
        PasswordResetStanza {
            user_search_by: Some(self.user_search_by.to_owned()),
            ..reset
        }
    }

    pub(crate) fn throttling(&self, throttling: ThrottlingStanza) -> ThrottlingStanza {
        let attempts = Some(self.attempts);
        ThrottlingStanza {
            failures_per_account: attempts,
            failures_per_source: attempts,
            signups_per_source: attempts,
            resets_per_source: attempts,
            ..throttling
        }
    }
}

/// Whoever is called `fenced` may come from one address only.
pub(crate) fn address_lists() -> Vec<(String, Vec<String>)> {
    let list = |username: &str, addresses: &[&str]| {
        let addresses = addresses.iter().map(|address| (*address).to_owned());
        (username.to_owned(), addresses.collect())
    };
    vec![
        list("the.boss", &["*"]),
        list("ann", &["192.0.2.0/24", "2001:db8::/32"]),
        list("fenced", &["198.51.100.7"]),
    ]
}
