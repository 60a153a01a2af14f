//! The settings of a run, chosen by its seed, and the hosts that share them.
//!
//! Three hosts serve one store. Their clocks differ by up to a minute and a half, either way. As
//! in the middle of a key rotation, all of them know both keys, but not all encrypt with the same;
//! and one was told a higher cost of password hashes than the others, so that hashes are renewed.

use base64::{Engine, engine::general_purpose::STANDARD};
use vestibule_guest::contract::settings::{
    AppsStanza, LoginStanza, MainStanza, PasswordResetStanza, PasswordStanza, SearchStanza,
    SessionStanza, SignupStanza, ThrottlingStanza, UserValidationStanza,
};

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
            totp_tolerance: one_of(&[0, 1, 1, 3]),
            password_expiry: one_of(&[1, 31, 45, 730]),
            reset_valid_for: one_of(&[10, 24 * 60]),
        }
    }

    /// What every host says, but for the order of the keys.
    pub(crate) fn main(&self, host: usize) -> MainStanza {
        let mut keys: Vec<String> = [1, 2].map(|number| STANDARD.encode([number; 32])).to_vec();
        if host == 1 {
            keys.reverse();
        }
        MainStanza {
            keys: Some(keys),
            is_delivery_configured: Some(self.is_delivery_configured),
            is_callback_configured: None,
        }
    }

    pub(crate) fn apps(&self) -> AppsStanza {
        AppsStanza {
            all: None,
            default: None,
            signup_allowed: None,
            login_allowed: None,
            login_metadata_allowed: None,
            inform_if_app_invalid: None,
            http_header: None,
        }
    }

    pub(crate) fn login(&self) -> LoginStanza {
        LoginStanza {
            reject_if_not_listed: None,
            inform_if_locked: None,
            inform_if_not_confirmed: None,
            inform_if_not_approved: None,
            inform_if_totp_missing: Some(self.inform_if_totp_missing),
            totp_tolerance: Some(self.totp_tolerance),
        }
    }

    pub(crate) fn session(&self) -> SessionStanza {
        SessionStanza {
            expiry: Some(self.session_expiry),
            max_age: Some(self.session_max_age),
            idle_time: Some(self.session_idle_time),
            recent_login: None,
            keep_on_password_change: Some(self.keep_on_password_change),
        }
    }

    pub(crate) fn password(&self, host: usize) -> PasswordStanza {
        PasswordStanza {
            expiry: Some(self.password_expiry),
            inform_if_expired: None,
            inform_if_about_to_expire: None,
            inform_if_must_be_changed: None,
            inform_if_invalid: None,
            about_to_expire_threshold: None,
            min_length: None,
            max_length: None,
            min_complexity: None,
            reject_list: None,
            argon2_memory_kib: None,
            argon2_iterations: Some(if host == 2 { 3 } else { 2 }),
            argon2_parallelism: None,
        }
    }

    pub(crate) fn signup(&self) -> SignupStanza {
        SignupStanza {
            enabled: None,
            is_confirmation_needed: Some(self.is_confirmation_needed),
            is_approval_needed: Some(self.is_approval_needed),
            confirm_valid_for: Some(self.confirm_valid_for),
            returned_token_verifies_email: Some(self.returned_token_verifies_email),
            is_email_required: Some(self.is_email_required),
            max_length_username: None,
            max_length_email: None,
            inform_if_user_exists: Some(self.inform_if_user_exists),
            inform_if_user_invalid: Some(self.inform_if_user_invalid),
            inform_if_email_exists: Some(self.inform_if_email_exists),
            inform_if_email_invalid: Some(self.inform_if_email_invalid),
            email_confirm_enabled: None,
            email_welcome_enabled: None,
            callback_url_list: None,
        }
    }

    pub(crate) fn search(&self) -> SearchStanza {
        SearchStanza {
            default_page_size: None,
            max_page_size: None,
        }
    }

    pub(crate) fn password_reset(&self) -> PasswordResetStanza {
        PasswordResetStanza {
            valid_for: Some(self.reset_valid_for),
            password_change_session_duration: None,
            user_search_by: None,
        }
    }

    pub(crate) fn throttling(&self) -> ThrottlingStanza {
        ThrottlingStanza {
            window: None,
            failures_per_account: Some(0),
            failures_per_source: Some(0),
            first_wait: None,
            longest_wait: None,
            signups_per_source: Some(0),
            resets_per_source: Some(0),
        }
    }

    pub(crate) fn user_validation(&self) -> UserValidationStanza {
        UserValidationStanza {
            reject_username: None,
            reject_email: None,
        }
    }
}
