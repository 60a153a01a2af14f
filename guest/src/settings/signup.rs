//! Stanza `signup`: whether and how people open accounts.

use crate::settings::{Problems, callback_url, rows::stanza};

const CALLBACKS: &str = "callback_url_list";

/// Callbacks that one sign-up may have.
const MAX_CALLBACKS: usize = 10;

stanza! {
    /// Stanza `signup`.
    Signup = "signup", "Whether and how people open accounts.";
    enabled: yes_no(true), "Whether people may sign up at all.";
    is_confirmation_needed: yes_no(true), "Whether a sign-up has to be confirmed with a token.";
    is_approval_needed: yes_no(true), "Whether a super-user has to approve.";
    confirm_valid_for: integer(10_080, 1..=525_600) in "minutes", "Time in which a sign-up has to be confirmed.";
    returned_token_verifies_email: yes_no(false), "The token in the answer proves the e-mail address, too: for a front end that mails it itself and shows it to nobody.";
    is_email_required: yes_no(true), "Whether an e-mail address has to be given.";
    max_length_username: integer(128, 1..=250) in "characters", "Maximum length of a username.";
    max_length_email: integer(128, 3..=254) in "characters", "Maximum length of an e-mail address.";
    inform_if_user_exists: yes_no(false), "Say E001002 rather than E005001.";
    inform_if_user_invalid: yes_no(false), "Say E001001, E001003, E001004 rather than E005001.";
    inform_if_email_exists: yes_no(false), "Refuse a taken address with E002002, rather than tell its owner by mail.";
    inform_if_email_invalid: yes_no(false), "Say E002001, E002003 to E002005 rather than E005001.";
    email_confirm_enabled: yes_no(true), "Queue a message with a confirmation token.";
    email_welcome_enabled: yes_no(true), "Queue a message when approved.";
    callback_url_list: texts(&[]), "URLs that the host tells of each sign-up; at most 10, each of `https`, or of `http` on a loopback address.";
}

impl Signup {
    fn agree(&self, problems: &mut Problems) {
        let urls = &self.callback_url_list;
        let message = format!("has more than {MAX_CALLBACKS} entries");
        problems.require(urls.len() <= MAX_CALLBACKS, CALLBACKS, message);
        let are_usable = urls.iter().all(|url| callback_url::is_usable(url));
        let message = "has an entry that is not a URL of https, or of http on a loopback address";
        problems.require(are_usable, CALLBACKS, message);
    }
}
