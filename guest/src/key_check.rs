//! Which secret keys the data needs: `key-check`.
//!
//! Whoever writes what only a key can read or find notes the key **in the same commit**, which for
//! a key that is noted already is no more than one check. So the note is true at every moment,
//! however many hosts there are and whichever key each of them has first: a key that is not noted
//! can be dropped. User session tokens are not data; they go with their key.
//!
//! A key leaves the note in two steps (`maintenance/rekey.rs`). First it retires: whoever still
//! writes under it then has to note it again, and thereby changes the version of the note. When
//! everything was rewritten since and the note is the same, the key is forgotten.

use crate::{
    documents::KeyCheck,
    fault::Result,
    keyring::Keyring,
    keys,
    platform::Platform,
    store::{self, Commit, Document, Slot},
    timestamp::Timestamp,
};

/// Reads the note.
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

/// Notes the first key along with what is written under it.
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

impl KeyCheck {
    /// Whether everything is written under this key alone.
    #[must_use]
    pub fn is_only(&self, id: &str) -> bool {
        self.key_ids == [id]
    }

    /// All keys that something needs.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.key_ids.iter().chain(&self.retiring)
    }

    /// Only this key from now on; all others retire.
    #[must_use]
    pub fn retired_but(&self, id: &str) -> Self {
        let others = self.all().filter(|other| *other != id);
        Self {
            key_ids: vec![id.to_owned()],
            retiring: others.cloned().collect(),
        }
    }
}
