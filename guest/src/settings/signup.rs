//! Stanza `signup`: whether and how people open accounts.

use crate::{
    contract::configuration::Problem,
    settings::{Problems, callback_url, stanza},
};

const CALLBACKS: &str = "callback_url_list";

/// Callbacks that one sign-up may have.
const MAX_CALLBACKS: usize = 10;

stanza! {
    /// Stanza `signup`.
    Signup = "signup" from signup {
        enabled: bool = true,
        is_confirmation_needed: bool = true,
        is_approval_needed: bool = true,
        confirm_valid_for: u32 = 7 * 24 * 60,
        returned_token_verifies_email: bool = false,
        is_email_required: bool = true,
        max_length_username: u32 = 128,
        max_length_email: u32 = 128,
        inform_if_user_exists: bool = false,
        inform_if_user_invalid: bool = false,
        inform_if_email_exists: bool = false,
        inform_if_email_invalid: bool = false,
        email_confirm_enabled: bool = true,
        email_welcome_enabled: bool = true,
        callback_url_list: Vec<String> = Vec::new(),
    }
}

impl Signup {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.range("confirm_valid_for", self.confirm_valid_for, 1..=525_600);
        problems.range("max_length_username", self.max_length_username, 1..=250);
        problems.range("max_length_email", self.max_length_email, 3..=254);
        let urls = &self.callback_url_list;
        let message = format!("has more than {MAX_CALLBACKS} entries");
        problems.require(urls.len() <= MAX_CALLBACKS, CALLBACKS, message);
        if !urls.iter().all(|url| callback_url::is_usable(url)) {
            let message = "has an entry that is no URL of https, or of http on a loopback address";
            problems.add(CALLBACKS, message);
        }
        problems.into_found()
    }
}
