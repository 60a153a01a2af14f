//! What is rewritten, one kind of document after the other.

use crate::{
    call::Call,
    contract::storage::{Entry, KeyRange},
    fault::Result,
    keyring::Keyring,
    keys::{self, queue::Queue},
    store::{Commit, Slot},
};

use super::{Outcome, account, attribute, message};

/// How a document is rewritten: what is to be done goes into the commit.
pub(super) type Rewrite = fn(&Call<'_>, &Keyring, &mut Commit, Slot<Entry>) -> Result<Outcome>;

/// All documents of a kind.
pub(super) struct Stage {
    pub(super) range: fn() -> KeyRange,
    pub(super) rewrite: Rewrite,
}

/// In this order.
const STAGES: [Stage; 5] = [
    Stage {
        range: keys::all_users,
        rewrite: account::rewrite,
    },
    Stage {
        range: keys::all_user_attributes,
        rewrite: attribute::rewrite,
    },
    Stage {
        range: keys::all_session_attributes,
        rewrite: attribute::rewrite,
    },
    Stage {
        range: || Queue::Outbox.all(),
        rewrite: message::rewrite,
    },
    Stage {
        range: || Queue::Callback.all(),
        rewrite: message::rewrite,
    },
];

/// The stage that a page after a key belongs to, and where the next one begins.
pub(super) fn of(after: Option<&str>) -> (&'static Stage, Option<String>) {
    let [first, ..] = &STAGES;
    let is_inside = |stage: &&Stage| {
        let range = (stage.range)();
        after.is_some_and(|after| *range.start <= *after && *after < *range.end)
    };
    let position = STAGES
        .iter()
        .position(|stage| is_inside(&stage))
        .unwrap_or(0);
    let next = STAGES.get(position + 1);
    (
        STAGES.get(position).unwrap_or(first),
        next.map(|next| (next.range)().start),
    )
}
