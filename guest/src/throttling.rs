//! Limits on guessing: after too many wrong passwords or codes, further attempts have to wait.
//!
//! # Scopes and slots
//! Attempts are counted in the store, so that all hosts share the counts. They are counted in
//! three **scopes** ([`Scopes`]):
//!
//! - the *account*, by the name that was typed, whether the account exists or not. Every source
//!   that never logged in to the account counts here.
//! - the *pair* of account and source. A source that logged in to the account before (a **known
//!   source**) counts here and not at the account, so that others cannot lock it out.
//! - the *source*: the caller's IPv4 address, or the first 64 bits of its IPv6 address.
//!
//! A scope has a number of **slots**: as many as there may be failures within the window. An
//! attempt takes a slot before its password or code is checked. A slot is a key of the store that
//! only one attempt can take, because the commit checks that it is free. So no more attempts than
//! there are slots are ever hashed, however many arrive at the same moment. A failure keeps its
//! slot until the window has passed. A success frees its slot: only failures count.
//!
//! # The states of a scope
//! ```text
//!               the last free slot is taken
//!   +--------+ -----------------------------> +--------+
//!   |  Open  |                                |  Full  |
//!   +--------+ <----------------------------- +--------+
//!     ^  ^         an attempt succeeds            |
//!     |  |                                        | the last attempt under way fails:
//!     |  |                                        v the wait begins
//!     |  |  the wait is over,               +-----------+
//!     |  +---- and the window has passed -- |  Waiting  | <-----------+
//!     |                                     +-----------+             |
//!     |                                           |                   |
//!     |                   the wait is over, and   |                   | it fails:
//!     |                   all slots are failures  v                   | the wait doubles
//!     |     the window has passed           +-----------+             |
//!     +------------------------------------ |   Trial   |             |
//!                                           +-----------+             |
//!                           an attempt begins |       ^ it succeeds   |
//!                                             v       |               |
//!                                       +-----------------------+     |
//!                                       | Full: the trial is    | ----+
//!                                       | under way             |
//!                                       +-----------------------+
//! ```
//! The state is not stored: `admission.rs` computes it from the slots and from the stored
//! [`Wait`]. An attempt is admitted if every scope that it counts in is `Open` or `Trial`. A
//! refused attempt is not hashed, does not count and does not make the wait longer. An attempt
//! that has no outcome after a minute has failed. Waits are remembered for an hour after they are
//! over: if the slots fill up again by then, the next wait is twice as long.
//!
//! # Shared slots
//! All unknown sources share the slots of the account. If one source alone has filled them, only
//! this source waits: the wait is that of the pair. If several sources have filled them, all
//! unknown sources wait: the wait is that of the account. For this, the account has one slot more
//! than the limit. It is given out only after another source alone has filled the others.
//!
//! # What is stored
//! Accounts and sources are stored as keyed hashes, under the one key that all hosts agree on
//! ([`Keyring::blind_agreed`]). Dropping this key only forgets the counts, so it is not noted as
//! needed (`key_check`). Throttling never ends or refuses an open session.
//!
//! [`Keyring::blind_agreed`]: crate::keyring::Keyring::blind_agreed

mod admission;
mod attempt;
mod password_attempt;
mod requests;
mod scopes;
mod slots;
mod take;

pub use attempt::Attempt;
pub use password_attempt::PasswordAttempt;
pub use requests::{LimitedRequest, count_request};
pub use scopes::{Account, Scopes, Waits};

use crate::{
    call::Call,
    contract::storage::Check,
    documents::Wait,
    fault::{Fault, Result},
    platform::Platform,
    settings::throttling::Throttling,
    store::Commit,
    timestamp::Timestamp,
};

/// Seconds after which an attempt without an outcome has failed.
const ATTEMPT_TIMEOUT: u64 = 60;

/// Seconds for which a wait is remembered after it is over.
const WAIT_REMEMBERED_FOR: u64 = 3_600;

/// Days for which a source stays known after it logged in.
const SOURCE_KNOWN_FOR: u32 = 90;

/// Seconds after which to try again if only attempts under way are in the way.
const RETRY_SHORTLY: u32 = 1;

/// The wait that a failure begins; `step` is how often the first wait was doubled.
fn wait_after(settings: &Throttling, failure: Timestamp, step: u32) -> Wait {
    let until = failure.plus_seconds(wait_seconds(settings, step));
    Wait {
        step,
        since: failure,
        until,
        trial: None,
        expires_at: until.plus_seconds(WAIT_REMEMBERED_FOR),
    }
}

fn wait_seconds(settings: &Throttling, step: u32) -> u64 {
    let doubled = 1_u64.checked_shl(step).unwrap_or(u64::MAX);
    u64::from(settings.first_wait)
        .saturating_mul(doubled)
        .min(u64::from(settings.longest_wait))
}

/// Picks a free slot at random, so that attempts at the same moment rarely want the same one.
fn pick_slot(platform: &dyn Platform, mut free: Vec<Check>) -> Result<Check> {
    match free.len() {
        0 => Err(Fault::Throttled(RETRY_SHORTLY)),
        count => Ok(free.swap_remove(platform.random_below(count))),
    }
}

fn commit_unless_empty(call: &Call<'_>, commit: Commit) -> Result<()> {
    if commit.is_empty() {
        return Ok(());
    }
    call.commit(commit)
}

/// Forgets which sources logged in to an account. The commit has to write or delete the user.
pub(crate) fn forget_sources(commit: &mut Commit, user_id: &str) {
    commit.delete_range(crate::keys::all_known_sources(user_id));
}
