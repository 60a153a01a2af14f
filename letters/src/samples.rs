//! Messages to check templates with: for each kind, one with each value that a template may ask for.

use crate::contract::{Confirm, Message, Rejected, Reset, Waiting};

/// 2026-11-27T18:40:00Z.
const TIME: u64 = 1_795_804_800;

/// For each plural form that a language has for whole numbers, one that needs it.
const COUNTS: [u64; 8] = [1, 2, 3, 5, 11, 21, 100, 1_000_000];

/// Messages of all kinds.
pub(crate) fn messages() -> Vec<Message> {
    let username = || "ann".to_owned();
    let token = || "0123456789abcdefghijklmnopqrstuv".to_owned();
    let confirm = |email_has_owner| Confirm {
        username: username(),
        token: token(),
        expiration_time: TIME,
        email_has_owner,
    };
    let rejected = |reason: Option<&str>| {
        Message::SignupRejected(Rejected {
            username: username(),
            reason: reason.map(ToOwned::to_owned),
        })
    };
    let mut messages = vec![
        Message::SignupConfirm(confirm(false)),
        Message::SignupConfirm(confirm(true)),
        Message::SignupWelcome(username()),
        rejected(Some("Only for staff.")),
        rejected(None),
        Message::PasswordReset(Reset {
            username: username(),
            token: token(),
            expiration_time: TIME,
        }),
        Message::EmailConfirm(confirm(false)),
        Message::EmailConfirm(confirm(true)),
        Message::EmailChanged(username()),
        Message::Test,
    ];
    messages.extend(COUNTS.map(|count| {
        Message::SignupsWaiting(Waiting {
            count,
            oldest_time: TIME,
        })
    }));
    messages
}
