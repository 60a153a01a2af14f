//! The one way to write an account.
//!
//! An account is found through documents of its own kind: by its username, by its address, among
//! those who wait for a decision, among the super-users. Which ones there have to be follows from
//! the account alone ([`filed_under`]), so they are written and removed here, in the commit that
//! writes the account, and nowhere else. Whether a name or an address is free is for the caller
//! to read and check.

use std::collections::BTreeSet;

use crate::{
    account::search_index,
    documents::{ApprovalStatus, Pointer, User},
    fault::Result,
    keys,
    store::{Commit, Found},
};

/// Writes a new account.
///
/// # Errors
/// If a document cannot be written.
pub(crate) fn add(commit: &mut Commit, new: &User) -> Result<()> {
    put(commit, None, new)
}

/// Writes an account that was read, as long as it is as it was.
///
/// # Errors
/// If a document cannot be written.
pub(crate) fn change(commit: &mut Commit, old: &Found<User>, new: &User) -> Result<()> {
    commit.check(&old.check);
    put(commit, Some(old), new)
}

/// Removes an account that was read, as long as it is as it was. What is not found through the
/// account's own contents is for `registration::remove_everything_under`.
pub(crate) fn remove(commit: &mut Commit, old: &Found<User>) {
    commit.check(&old.check);
    for key in filed_under(old) {
        commit.delete(key);
    }
    search_index::remove(commit, old);
    commit.delete(old.check.key.clone());
}

/// Removes an account whose time has passed, as the document that leads to it says. All that
/// leads to it has ended with it.
pub(crate) fn remove_expired(commit: &mut Commit, pointer: &Pointer) {
    commit.delete(keys::user(&pointer.user_id));
}

fn put(commit: &mut Commit, old: Option<&User>, new: &User) -> Result<()> {
    let before = old.map(filed_under).unwrap_or_default();
    let after = filed_under(new);
    for key in before.difference(&after) {
        commit.delete(key.clone());
    }
    // Everything ends with the account, so a new end makes all of it new.
    let has_new_end = old.is_none_or(|old| old.expires_at != new.expires_at);
    for key in after {
        if has_new_end || !before.contains(&key) {
            commit.put(key, &Pointer::to(new))?;
        }
    }
    search_index::put(commit, old, new)?;
    commit.put(keys::user(&new.user_id), new)
}

/// The keys of the documents that lead to an account.
fn filed_under(user: &User) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    keys.extend(user.canonical_username.as_deref().map(keys::username));
    if let Some(index) = &user.email_index {
        keys.insert(keys::email_of(index, &user.user_id));
        if user.email_verified {
            keys.insert(keys::email(index));
        }
    }
    if user.approval_status == ApprovalStatus::BeforeDecision
        && let Some(since) = user.sign_up_time
    {
        keys.insert(keys::pending(since, &user.user_id));
    }
    if user.is_super_user {
        keys.insert(keys::super_user(&user.user_id));
    }
    keys
}
