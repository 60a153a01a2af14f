//! The outcome of an operation for its client; the same over REST and over the typed interface.

use std::fmt;

use vestibule_guest::{
    contract::{Datetime, outbox::Message, types::Failure},
    sub_status::codes,
};

use crate::{model::FoundPage, operation::short};

pub(crate) enum Outcome {
    Done(Reply),
    /// A rule refused it; the codes.
    Refused(Vec<String>),
    /// Busy, or storage unavailable: perhaps done, if the reply of the commit was lost.
    Unserved,
    /// A malformed input, which the clients of a simulation never send.
    Malformed(String),
}

pub(crate) enum Reply {
    Nothing,
    /// The confirmation token.
    SignedUp(String),
    /// The user ID.
    Created(String),
    /// The UST, the user ID, and the session's end.
    Session(String, String, u64),
    /// The session's new end.
    Renewed(u64),
    /// The token, and the reset key that it was exchanged for.
    Exchanged(String, String),
    /// The TOTP key.
    Key(String),
    /// User IDs.
    Waiting(Vec<String>),
    /// The view of an account or a session, in the words of [`super::model`].
    Seen(String),
    Found(FoundPage),
    Messages(Vec<Message>),
}

/// Microseconds since 1970, the resolution of all stored times.
pub(crate) fn micros(datetime: Datetime) -> u64 {
    datetime.seconds * 1_000_000 + u64::from(datetime.nanoseconds / 1_000)
}

impl Outcome {
    pub(crate) fn of<T>(
        result: Result<T, impl Into<Failure>>,
        reply: impl FnOnce(T) -> Reply,
    ) -> Self {
        match result.map_err(Into::into) {
            Ok(value) => Self::Done(reply(value)),
            Err(Failure::Rejected(refused)) => Self::Refused(codes(&refused)),
            Err(Failure::Busy | Failure::Unavailable(_)) => Self::Unserved,
            Err(Failure::BadRequest(text)) => Self::Malformed(text),
            Err(Failure::Throttled(_)) => Self::Malformed("throttled".to_owned()),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(reply) => write!(f, "{reply}"),
            Self::Refused(codes) => write!(f, "refused: {}", codes.join(", ")),
            Self::Unserved => f.write_str("not served"),
            Self::Malformed(text) => write!(f, "malformed: {text}"),
        }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("done"),
            Self::SignedUp(token) => write!(f, "token {}", short(token)),
            Self::Created(user_id) => write!(f, "user {}", short(user_id)),
            Self::Session(ust, user_id, _) => {
                write!(f, "UST {} of user {}", short(ust), short(user_id))
            }
            Self::Key(key) => write!(f, "key {key}"),
            Self::Renewed(until) => write!(f, "until {until}"),
            Self::Exchanged(_, key) => write!(f, "reset key {}", short(key)),
            Self::Waiting(ids) => {
                let ids: Vec<&str> = ids.iter().map(|id| short(id)).collect();
                write!(f, "waiting: {}", ids.join(", "))
            }
            Self::Found(page) => {
                let ids = page.people.iter().map(|(id, _)| short(id));
                let ids: Vec<&str> = ids.collect();
                write!(f, "{} found: {}", page.total, ids.join(", "))
            }
            Self::Seen(text) => write!(f, "sees {text}"),
            Self::Messages(messages) => write!(f, "{} messages", messages.len()),
        }
    }
}
