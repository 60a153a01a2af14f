//! The keys of messages: each queue is in the order in which its messages are due.

use super::below;
use crate::{contract::storage::KeyRange, timestamp::Timestamp};

/// The queues of messages, by the way they are sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Queue {
    /// By mail.
    Outbox,
    /// To a callback.
    Callback,
}

impl Queue {
    /// The queue of a key.
    #[must_use]
    pub fn of(key: &str) -> Self {
        match key.starts_with(Self::Callback.prefix()) {
            true => Self::Callback,
            false => Self::Outbox,
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Outbox => "outbox/",
            Self::Callback => "callback/",
        }
    }

    /// A message, due at a moment.
    #[must_use]
    pub fn key(self, due: Timestamp, id: &str) -> String {
        format!("{}{}/{id}", self.prefix(), due.sortable())
    }

    /// The messages due by a moment.
    #[must_use]
    pub fn due(self, by: Timestamp) -> KeyRange {
        KeyRange {
            start: self.prefix().to_owned(),
            end: format!("{}{}0", self.prefix(), by.sortable()),
        }
    }

    /// All messages.
    #[must_use]
    pub fn all(self) -> KeyRange {
        below(self.prefix())
    }
}

/// A message, by the ID that a claim gives it.
#[must_use]
pub fn claimed(id: &str) -> String {
    match Queue::of(id) {
        Queue::Callback => id.to_owned(),
        Queue::Outbox => format!("{}{id}", Queue::Outbox.prefix()),
    }
}

/// The inverse: the part of a mail's key after `outbox/`; for other messages the whole key.
#[must_use]
pub fn claim_id(key: &str) -> &str {
    key.strip_prefix(Queue::Outbox.prefix()).unwrap_or(key)
}
