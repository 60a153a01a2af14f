//! The one way to write an account.
//!
//! Other documents lead to an account: by its username, by its e-mail address, among the sign-ups
//! that wait for a decision, among the super-users. Which ones an account has follows from its
//! contents alone ([`filed_under`]). They are written and removed here, in the commit that writes the
//! account, and nowhere else. The caller reads and checks whether a username or an address is free.

use std::collections::BTreeSet;

use crate::{
    account::search_index,
    distinct::distinct,
    documents::{KINDS, Kind, Pointer, SearchDocument, User},
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

/// Writes an account, provided that it has not changed since the read.
///
/// # Errors
/// If a document cannot be written.
pub(crate) fn change(commit: &mut Commit, old: &Found<User>, new: &User) -> Result<()> {
    commit.check(&old.check);
    put(commit, Some(old), new)
}

/// Removes an account, provided that it has not changed since the read. `erasure` removes everything
/// that belongs to the account and does not lead to it.
pub(crate) fn remove(commit: &mut Commit, old: &Found<User>) {
    commit.check(&old.check);
    for key in filed_under(old) {
        commit.delete(key);
    }
    search_index::remove(commit, old);
    commit.delete(old.check.key.clone());
}

/// Removes an account that has expired, as an expired document that leads to it shows. The other
/// documents that lead to it have expired with it.
pub(crate) fn remove_expired(commit: &mut Commit, pointer: &Pointer) {
    commit.delete(keys::user(&pointer.user_id));
}

fn put(commit: &mut Commit, old: Option<&User>, new: &User) -> Result<()> {
    let before = old.map(filed_under).unwrap_or_default();
    let after = filed_under(new);
    for key in before.difference(&after) {
        commit.delete(key.clone());
    }
    // These documents expire together with the account, so a new expiry rewrites all of them.
    let has_new_end = old.is_none_or(|old| old.expires_at != new.expires_at);
    for key in after {
        if has_new_end || !before.contains(&key) {
            commit.put(key, &Pointer::to(new))?;
        }
    }
    search_index::put(commit, old, new)?;
    commit.put(keys::user(&new.user_id), new)
}

/// The keys of the pointers that lead to an account. (Its search document is not a pointer.)
fn filed_under(user: &User) -> BTreeSet<String> {
    let pointers = KINDS.iter().filter(|row| row.key != SearchDocument::KEY);
    let indexes = pointers.filter_map(|row| row.index);
    distinct(indexes.filter_map(|index| index.due_at(user)))
}
