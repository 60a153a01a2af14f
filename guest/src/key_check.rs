//! The note of the secret keys that the data needs: the document `key-check`.
//!
//! A commit that writes sealed or blinded data also notes the ID of the key **in the same commit**.
//! For a key that is noted already, this is only one check. So the note is correct at every moment,
//! however many hosts there are and whichever key each of them has first: a key that is not noted
//! can be dropped. User session tokens are not stored data: they end when their key is dropped.
//!
//! A key leaves the note in two steps (`maintenance/rekey.rs`). First it retires: a host that still
//! writes under it has to note it again, which changes the version of the note. When all data has
//! been rewritten since then and the note has not changed, the key is removed from the note.

use crate::{
    documents::KeyCheck,
    fault::Result,
    keyring::Keyring,
    keys,
    platform::Platform,
    store::{self, Commit, Document, Slot},
    timestamp::Timestamp,
};

/// Reads the note alone.
///
/// # Errors
/// As [`store::read_one`].
pub fn read(platform: &dyn Platform) -> Result<Slot<KeyCheck>> {
    store::read_one(platform, platform.now(), keys::KEY_CHECK.to_owned())
}

/// Reads the note along with other documents, as of one moment.
///
/// # Errors
/// As [`store::read_one`].
pub fn read_with<T: Document>(
    platform: &dyn Platform,
    now: Timestamp,
    mut keys: Vec<String>,
) -> Result<(Slot<KeyCheck>, Vec<Slot<T>>)> {
    keys.insert(0, keys::KEY_CHECK.to_owned());
    let mut slots = store::read(platform, keys)?.into_iter();
    let noted = slots.next().ok_or_else(store::left_out)?;
    let others = slots.map(|slot| slot.parse(now)).collect::<Result<_>>()?;
    Ok((noted.parse(now)?, others))
}

/// Whether the keyring has every key that is noted.
#[must_use]
pub fn is_complete(noted: &Slot<KeyCheck>, keyring: &Keyring) -> bool {
    let ids = keyring.ids();
    let mut needed = noted.document.iter().flat_map(KeyCheck::all);
    needed.all(|id| ids.contains(id))
}

/// Notes the first key. Belongs into every commit that writes something under this key.
///
/// # Errors
/// If the note cannot be written.
pub fn note(commit: &mut Commit, noted: &Slot<KeyCheck>, keyring: &Keyring) -> Result<()> {
    commit.check(&noted.check);
    let first = keyring.first_id();
    let mut needed = noted.document.clone().unwrap_or_default();
    if needed.key_ids.contains(&first) {
        return Ok(());
    }
    needed.retiring.retain(|id| *id != first);
    needed.key_ids.push(first);
    commit.put(keys::KEY_CHECK.to_owned(), &needed)
}
