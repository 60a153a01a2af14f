//! Stanza `signup`: sign-ups.

use crate::settings::{Problems, callback_url, rows::stanza};

const CALLBACKS: &str = "callback_url_list";

/// Maximum number of callbacks for one sign-up.
const MAX_CALLBACKS: usize = 10;

stanza! {
    /// Stanza `signup`.
    Signup = "signup", "Sign-ups.";
    enabled: yes_no(true), "Whether users may sign up.";
    is_confirmation_needed: yes_no(true), "Whether a sign-up has to be confirmed with a token.";
    is_approval_needed: yes_no(true), "Whether a super-user has to approve a new account.";
    confirm_valid_for: integer(10_080, 1..=525_600) in "minutes", "Time in which a sign-up has to be confirmed.";
    returned_token_verifies_email: yes_no(false), "Whether the token in the answer also proves the e-mail address: for a front end that mails the token itself and does not show it.";
    is_email_required: yes_no(true), "Whether an e-mail address is required.";
    max_length_username: integer(128, 1..=250) in "characters", "Maximum length of a username.";
    max_length_email: integer(128, 3..=254) in "characters", "Maximum length of an e-mail address.";
    inform_if_user_exists: yes_no(false), "Refuse a taken username with E001002; false: E005001.";
    inform_if_user_invalid: yes_no(false), "Refuse an invalid username with E001001, E001003 or E001004; false: E005001.";
    inform_if_email_exists: yes_no(false), "Refuse a taken address with E002002; false: accept the sign-up and notify the owner of the address by mail.";
    inform_if_email_invalid: yes_no(false), "Refuse an invalid address with E002001 or E002003 to E002005; false: E005001.";
    email_confirm_enabled: yes_no(true), "Queue a message with a confirmation token.";
    email_welcome_enabled: yes_no(true), "Queue a message when the account is approved.";
    callback_url_list: texts(&[]), "URLs to which the host sends a message about each sign-up; at most 10, each with `https`, or with `http` on a loopback address.";
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
