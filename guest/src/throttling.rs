//! Protection against guessing: who failed too often has to wait.
//!
//! Attempts are counted in the store, so that they are counted across hosts. An attempt takes a
//! **slot** before its password or code is looked at: a key of its own, which only one attempt can
//! take, as the commit checks. A scope has as many slots as there may be failures in the window,
//! so however many guess at the same moment, no more than that are hashed. A failure keeps the
//! slot until the window has passed; a success gives it back, for successes never count.
//!
//! Slots are counted for the account, as it was typed, and for the source. A source that logged
//! in to the account before has slots of its own there, so that others cannot lock it out; all
//! others share those of the account. Where one source alone has filled these, only it has to
//! wait; where several have, all that are not known do.
//!
//! When all slots are failures the scope has to wait, and then one attempt at a time is let
//! through, its **trial**. Each further failure doubles the wait. What waits is refused before
//! anything is hashed, and neither counts nor makes the wait longer.
//!
//! Accounts and sources are keyed hashes, under the key that all hosts agree on
//! (`Keyring::blind_agreed`). When that key is dropped, what was counted is forgotten, so it need
//! not be noted as one that the data needs. No session is ever touched.

mod attempt;
mod counting;
mod slots;
mod standing;
mod subject;
mod trial;

pub use attempt::Attempt;
pub use counting::{Kind, count};
pub use subject::{Account, Subject};
pub use trial::Trial;

use crate::{
    documents::Wait, settings::throttling::Throttling, store::Commit, timestamp::Timestamp,
};

/// Seconds after which an attempt that is still under way has failed.
const LONGEST_ATTEMPT: u64 = 60;

/// Seconds for which a wait is remembered after it is over, so that the next one is longer.
const REMEMBERED: u64 = 3_600;

/// Days for which a source is known after it logged in.
const KNOWN_FOR: u32 = 90;

/// How long the wait of a step is, in seconds.
fn length(settings: &Throttling, step: u32) -> u64 {
    let doubled = 1_u64.checked_shl(step).unwrap_or(u64::MAX);
    u64::from(settings.first_wait)
        .saturating_mul(doubled)
        .min(u64::from(settings.longest_wait))
}

/// The wait that a failure begins.
fn wait_after(settings: &Throttling, failure: Timestamp, step: u32) -> Wait {
    let until = failure.plus_seconds(length(settings, step));
    Wait {
        step,
        since: failure,
        until,
        trial: None,
        expires_at: until.plus_seconds(REMEMBERED),
    }
}

/// Forgets which sources logged in to an account. The commit has to write or delete the user.
pub(crate) fn forget_sources(commit: &mut Commit, user_id: &str) {
    commit.delete_range(crate::keys::all_known_sources(user_id));
}
