//! The kinds of letters. A kind is one row: its name and the variables of its templates.

use crate::contract::Message;

/// A kind of letter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The name of the case of `message`, as in `LOCALE/KIND.txt`.
    pub(crate) name: &'static str,
    /// The variables that a template of this kind may use, besides those of every kind.
    pub(crate) variables: &'static [&'static str],
}

/// The variables of every kind.
pub(crate) const EVERYWHERE: &[&str] = &["site_name", "locale"];

const CONFIRM: &[&str] = &[
    "username",
    "token",
    "expiration_time",
    "email_has_owner",
    "action_url",
    "disown_url",
];

pub(crate) static SIGNUP_CONFIRM: Kind = Kind {
    name: "signup-confirm",
    variables: CONFIRM,
};
pub(crate) static SIGNUP_WELCOME: Kind = Kind {
    name: "signup-welcome",
    variables: &["username", "action_url"],
};
pub(crate) static SIGNUP_REJECTED: Kind = Kind {
    name: "signup-rejected",
    variables: &["username", "reason"],
};
pub(crate) static PASSWORD_RESET: Kind = Kind {
    name: "password-reset",
    variables: &["username", "token", "expiration_time", "action_url"],
};
pub(crate) static EMAIL_CONFIRM: Kind = Kind {
    name: "email-confirm",
    variables: CONFIRM,
};
pub(crate) static EMAIL_CHANGED: Kind = Kind {
    name: "email-changed",
    variables: &["username", "action_url"],
};
pub(crate) static SIGNUPS_WAITING: Kind = Kind {
    name: "signups-waiting",
    variables: &["count", "oldest_time", "action_url"],
};
pub(crate) static TEST: Kind = Kind {
    name: "test",
    variables: &[],
};

/// All kinds.
pub(crate) static KINDS: [&Kind; 8] = [
    &SIGNUP_CONFIRM,
    &SIGNUP_WELCOME,
    &SIGNUP_REJECTED,
    &PASSWORD_RESET,
    &EMAIL_CONFIRM,
    &EMAIL_CHANGED,
    &SIGNUPS_WAITING,
    &TEST,
];

/// The kind of a message.
pub(crate) fn of(message: &Message) -> &'static Kind {
    match message {
        Message::SignupConfirm(_) => &SIGNUP_CONFIRM,
        Message::SignupWelcome(_) => &SIGNUP_WELCOME,
        Message::SignupRejected(_) => &SIGNUP_REJECTED,
        Message::PasswordReset(_) => &PASSWORD_RESET,
        Message::EmailConfirm(_) => &EMAIL_CONFIRM,
        Message::EmailChanged(_) => &EMAIL_CHANGED,
        Message::SignupsWaiting(_) => &SIGNUPS_WAITING,
        Message::Test => &TEST,
    }
}

impl Kind {
    /// The kind with a name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        KINDS.into_iter().find(|kind| kind.name == name)
    }

    /// Whether templates of the kind may use a variable.
    pub(crate) fn has(&self, variable: &str) -> bool {
        self.variables.contains(&variable) || EVERYWHERE.contains(&variable)
    }
}
