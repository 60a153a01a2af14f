//! Deleting an account.

use crate::{
    account::writing,
    call::Call,
    contract::types::{Authority, SubStatus},
    erasure::remove_everything_under,
    fault::{Fault, Result},
    store::Commit,
    users::require_super_user_about,
};

/// Deletes an account with everything that belongs to it. Only the audit log keeps the ID of the user.
///
/// # Errors
/// As `users.delete` in `wit/`.
pub fn delete(call: &mut Call<'_>, authority: &Authority, user_id: &str) -> Result<()> {
    call.audited("user.delete_user_by_id", |call| {
        let case = require_super_user_about(call, authority, user_id)?;
        if case.is_own() {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        let mut commit = Commit::default();
        case.check_caller(&mut commit);
        remove_everything_under(call, &mut commit, &case.user)?;
        writing::remove(&mut commit, &case.user);
        call.record(&mut commit)?;
        call.commit(commit)
    })
}
