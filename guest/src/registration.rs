//! From sign-up to a super-user's decision.

pub mod claims;
pub mod confirm;
pub mod decide;
pub mod pending;
pub mod rules;
pub mod signup;

pub use confirm::{confirm, disown};
pub use decide::{approve, reject};
pub use pending::pending;
pub use signup::signup;

use crate::{
    call::Call,
    documents::{ApprovalStatus, Pointer, User},
    fault::Result,
    keys,
    sessions::ending,
    store::{Commit, Found},
};

/// Writes a user whose sign-up goes on living, or lives for ever from now on: every document that
/// ends with the sign-up is written again, for it has the same end.
pub(crate) fn put_with_index(commit: &mut Commit, user: &User) -> Result<()> {
    let pointer = Pointer::to(user);
    commit.put(keys::user(&user.user_id), user)?;
    if let Some(canonical) = &user.canonical_username {
        commit.put(keys::username(canonical), &pointer)?;
    }
    if let Some(index) = &user.email_index {
        commit.put(keys::email_of(index, &user.user_id), &pointer)?;
    }
    if user.approval_status == ApprovalStatus::BeforeDecision
        && let Some(since) = user.sign_up_time
    {
        commit.put(keys::pending(since, &user.user_id), &pointer)?;
    }
    Ok(())
}

/// Removes a user with everything that is filed under them, except the account document itself,
/// which the commit has to write or delete.
///
/// # Errors
/// If storage cannot be reached.
pub(crate) fn remove_everything_under(
    _call: &Call<'_>,
    commit: &mut Commit,
    user: &Found<User>,
) -> Result<()> {
    commit.check(&user.check);
    if let Some(canonical) = &user.canonical_username {
        commit.delete(keys::username(canonical));
    }
    remove_email(commit, user);
    for digest in &user.sign_up_tokens {
        commit.delete(keys::signup(digest));
    }
    if let Some(since) = user.sign_up_time {
        commit.delete(keys::pending(since, &user.user_id));
    }
    commit.delete(keys::super_user(&user.user_id));
    commit.delete_range(keys::attributes_of_user(&user.user_id));
    ending::end_all(commit, &user.user_id);
    Ok(())
}

/// Removes a user's claim to the e-mail address, and the ownership if it was proven.
fn remove_email(commit: &mut Commit, user: &User) {
    if let Some(index) = &user.email_index {
        commit.delete(keys::email_of(index, &user.user_id));
        if user.email_verified {
            commit.delete(keys::email(index));
        }
    }
}
