//! Replacing a forgotten password: a token is mailed ([`begin`]) and exchanged for a reset key
//! ([`exchange`]); with both, the client sets the new password ([`complete`]).
//!
//! A user has at most one reset, in one document. So a newer reset, or anything else that makes the
//! token void, does not need to know the token. Only digests are stored. Each secret works for its own
//! step only: neither an old mail alone nor the answer of the exchange alone is enough to set a
//! password.

mod begin;
mod redeem;

pub use begin::begin;
pub use redeem::{complete, exchange};

use crate::{
    call::Call,
    documents::Reset,
    fault::Result,
    keys,
    store::{self, Commit},
};

/// Makes the reset of a user void, if there is one. The commit has to write or delete the user's
/// document, whose version every beginning reset checks.
///
/// This belongs into every commit that sets a password in another way, or that removes the address to
/// which the token was mailed.
///
/// # Errors
/// If storage cannot be reached.
pub(crate) fn void(call: &Call<'_>, commit: &mut Commit, user_id: &str) -> Result<()> {
    let key = keys::reset_of(user_id);
    let reset = store::read_one::<Reset>(call.platform, call.now, key)?;
    commit.check(&reset.check);
    if let Some(reset) = reset.document.or(reset.expired) {
        remove(commit, user_id, &reset);
    }
    Ok(())
}

fn remove(commit: &mut Commit, user_id: &str, reset: &Reset) {
    commit.delete(keys::reset(&reset.token));
    commit.delete(keys::reset_of(user_id));
}
