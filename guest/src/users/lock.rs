//! Locking and unlocking.

use crate::{
    account::writing,
    call::Call,
    contract::types::{Authority, SubStatus},
    documents::User,
    fault::{Fault, Result},
    sessions::end::end_all_sessions,
    store::Commit,
    timestamp::Timestamp,
    users::{require_not_erased, require_super_user_about},
};

/// Locks an account and ends its sessions.
///
/// # Errors
/// As `users.lock` in `wit/`.
pub fn lock(call: &mut Call<'_>, authority: &Authority, user_id: &str) -> Result<()> {
    call.audited("user.lock_user", |call| {
        set_lock(call, authority, user_id, true)
    })
}

/// Unlocks an account.
///
/// # Errors
/// As `users.unlock` in `wit/`.
pub fn unlock(call: &mut Call<'_>, authority: &Authority, user_id: &str) -> Result<()> {
    call.audited("user.unlock_user", |call| {
        set_lock(call, authority, user_id, false)
    })
}

fn set_lock(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: &str,
    is_locked: bool,
) -> Result<()> {
    let case = require_super_user_about(call, authority, user_id)?;
    require_not_erased(&case.user)?;
    if is_locked && case.is_own() {
        return Err(Fault::refused(SubStatus::CommonInvalidOperation));
    }
    if case.user.is_locked == is_locked {
        return Ok(());
    }
    let mut commit = Commit::default();
    case.check_caller(&mut commit);
    let mut changed = case.user.document.clone();
    write_lock(&mut changed, call.now, &case.caller_id(), is_locked);
    if is_locked {
        end_all_sessions(&mut commit, user_id);
    }
    writing::change(&mut commit, &case.user, &changed)?;
    call.record(&mut commit)?;
    call.commit(commit)
}

/// Writes into an account whether it is locked, and the time and author of the change.
pub(super) fn write_lock(user: &mut User, now: Timestamp, by: &str, is_locked: bool) {
    user.is_locked = is_locked;
    user.locked_time = Some(now);
    user.locked_by = Some(by.to_owned());
}
