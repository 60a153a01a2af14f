//! Bringing data that an earlier version wrote to the documents of this one.
//!
//! The document `layout` says how far the data is; data without it is from before there were
//! search documents. What is missing is written page by page, in commits that check what they
//! read. So it may be interrupted and repeated, and several hosts may do it at once while others
//! serve. A host of the earlier version must not write any more by then: it knows nothing of what
//! it would have to write along.

use crate::{
    call::until_won,
    contract::storage::Entry,
    documents::{SearchDocument, User},
    fault::Result,
    keys, maintenance,
    platform::Platform,
    store::{self, Commit, Found, Slot},
    users::search_index,
};

/// The documents of this version.
pub const VERSION: u32 = 1;

/// Writes the search documents that are missing.
///
/// # Errors
/// If storage cannot be reached.
pub fn complete(platform: &dyn Platform) -> Result<()> {
    let mut after: Option<String> = None;
    loop {
        after = until_won(|| complete_page(platform, after.as_deref()))?;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// One page of accounts; returns where the next begins.
fn complete_page(platform: &dyn Platform, after: Option<&str>) -> Result<Option<String>> {
    let (entries, next) = maintenance::page(platform, keys::all_users(), after)?;
    let users: Vec<Found<User>> = entries
        .into_iter()
        .filter_map(|entry| account(platform, entry))
        .collect();
    if users.is_empty() {
        return Ok(next);
    }
    let wanted = users.iter().map(|user| search_index::key(user)).collect();
    let mut commit = Commit::default();
    for (user, slot) in users.iter().zip(store::read(platform, wanted)?) {
        let right = search_index::document(user);
        let is_right = |entry: &Entry| {
            let found = serde_json::from_str::<SearchDocument>(&entry.value);
            found.is_ok_and(|found| found == right)
        };
        if !slot.document.as_ref().is_some_and(is_right) {
            commit.check(&user.check);
            commit.check(&slot.check);
            commit.put(slot.check.key, &right)?;
        }
    }
    if !commit.is_empty() {
        commit.commit(platform)?;
    }
    Ok(next)
}

/// An account that can be found. What cannot be understood is for `maintenance` to tell of, and
/// no reason not to start.
fn account(platform: &dyn Platform, entry: Entry) -> Option<Found<User>> {
    let user: Found<User> = Slot::of(entry).parse(platform.now()).ok()?.found()?;
    let is_whole =
        user.check.key == keys::user(&user.user_id) && keys::is_possible(&search_index::key(&user));
    Some(user).filter(|user| is_whole && search_index::is_searched(user))
}
