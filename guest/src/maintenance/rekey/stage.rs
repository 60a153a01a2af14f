//! The rewriting of each kind of document.

use crate::{
    call::Call,
    contract::storage::Entry,
    documents::{KINDS, Kind, Resealing, Row, User},
    fault::Result,
    key_check,
    keyring::Keyring,
    store::{Commit, Slot},
};

use super::{Outcome, account};

/// The kind of documents that a page after a key belongs to, and where the next kind begins.
pub(super) fn of(after: Option<&str>) -> (Option<&'static Row>, Option<String>) {
    let sealed: Vec<&Row> = KINDS.iter().filter(|row| row.reseal.is_some()).collect();
    let is_inside = |row: &&Row| {
        let range = row.all();
        after.is_some_and(|after| *range.start <= *after && *after < *range.end)
    };
    let position = sealed.iter().position(is_inside).unwrap_or(0);
    let next = sealed.get(position + 1);
    (
        sealed.get(position).copied(),
        next.map(|next| next.all().start),
    )
}

/// Adds the rewriting of a document of a kind to the commit.
pub(super) fn rewrite(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    row: &Row,
    slot: Slot<Entry>,
) -> Result<Outcome> {
    // The blind index of an address depends on the key too.
    if row.key == User::KEY {
        return account::rewrite(call, keyring, commit, slot);
    }
    let (Some(reseal), Some(entry)) = (row.reseal, slot.document) else {
        return Ok(Outcome::Fine);
    };
    match reseal(call.platform, call.now, keyring, commit, &entry)? {
        Resealing::NotNeeded => Ok(Outcome::Fine),
        Resealing::Impossible => Ok(Outcome::Left),
        Resealing::Done => {
            key_check::note(commit, &key_check::read(call.platform)?, keyring)?;
            Ok(Outcome::Rewritten)
        }
    }
}
