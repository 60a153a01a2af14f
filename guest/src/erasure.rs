//! Emptying an account: removing everything that belongs to a user.

use crate::{
    call::Call,
    documents::User,
    fault::Result,
    keys, linked_auth, password_reset,
    sessions::end::end_all_sessions,
    store::{Commit, Found},
};

/// Removes everything that belongs to a user. The caller changes or removes the account itself and the
/// documents that lead to it (`account/writing.rs`).
///
/// # Errors
/// If storage cannot be reached.
pub(crate) fn remove_everything_under(
    call: &Call<'_>,
    commit: &mut Commit,
    user: &Found<User>,
) -> Result<()> {
    commit.check(&user.check);
    for digest in &user.sign_up_tokens {
        commit.delete(keys::signup(digest));
    }
    commit.delete_range(keys::attributes_of_user(&user.user_id));
    linked_auth::remove_all(call, commit, &user.user_id)?;
    commit.delete_range(keys::all_rates(&user.user_id));
    password_reset::void(call, commit, &user.user_id)?;
    end_all_sessions(commit, &user.user_id);
    Ok(())
}
