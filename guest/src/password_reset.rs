//! Replacing a forgotten password: a token is mailed ([`begin`]), exchanged for a reset key
//! ([`exchange`]), and both set the new password ([`complete`]).
//!
//! A user has one reset at a time, in one document, so that whatever begins a newer one or writes
//! it off voids the token without having to know it. Only digests are stored, and each secret
//! works for its own step alone: whoever read the mail too late, or the answer of the exchange
//! alone, sets no password.

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

/// Voids the reset that a user has begun, if there is one. The commit has to write or delete the
/// user's document, whose version every beginning reset checks.
///
/// For whatever sets a password otherwise, and whatever takes the address away that the token was
/// mailed to.
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
