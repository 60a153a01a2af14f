//! Checks the settings, and lists those in force.

use crate::{
    contract::{
        configuration::{Problem, Setting},
        types::Failure,
    },
    documents::Layout,
    fault::Result,
    key_check,
    keyring::Keyring,
    keys,
    platform::Platform,
    retry::retry_until_committed,
    settings::{STANZAS, Settings, TABLES, address_lists, linked_auth, rows},
    store::{Commit, Slot},
};

/// The layout of the stored documents that this version reads and writes.
const LAYOUT_VERSION: u32 = 1;

/// The names of the stanzas that there are.
#[must_use]
pub fn stanzas() -> Vec<String> {
    let rows = STANZAS.iter().map(|stanza| stanza.name);
    let names = rows.chain(TABLES.iter().copied());
    names.map(ToOwned::to_owned).collect()
}

/// Everything wrong with the settings.
#[must_use]
pub fn check(platform: &dyn Platform) -> Vec<Problem> {
    let mut found = Vec::new();
    for stanza in STANZAS {
        found.extend((stanza.problems)(platform.stanza(stanza.name).as_deref()));
    }
    found.extend(address_lists::problems(platform));
    found.extend(linked_auth::problems(platform));
    found
}

/// All settings as they apply.
#[must_use]
pub fn effective(platform: &dyn Platform) -> Vec<Setting> {
    let mut settings = Vec::new();
    for stanza in STANZAS {
        let given = platform.stanza(stanza.name);
        settings.extend(rows::effective(stanza, given.as_deref()));
    }
    settings.extend(address_lists::effective(platform));
    settings.extend(linked_auth::effective(platform));
    settings
}

/// Compares the keys with those the data needs, and notes a new first one. Refuses data whose layout
/// is newer than this version's.
///
/// # Errors
/// If storage cannot be reached.
pub fn prepare(platform: &dyn Platform) -> std::result::Result<Vec<Problem>, Failure> {
    Ok(retry_until_committed(|| attempt_prepare(platform))?)
}

fn attempt_prepare(platform: &dyn Platform) -> Result<Vec<Problem>> {
    let keyring = Keyring::load(&Settings::of(platform))?;
    let wanted = vec![keys::LAYOUT.to_owned()];
    let (noted, found) = key_check::read_with::<Layout>(platform, platform.now(), wanted)?;
    if !key_check::is_complete(&noted, &keyring) {
        return Ok(vec![Problem {
            stanza: "main".to_owned(),
            key: "keys".to_owned(),
            message: "lacks a key that the stored data was written with".to_owned(),
        }]);
    }
    let mut commit = Commit::default();
    key_check::note(&mut commit, &noted, &keyring)?;
    for Slot {
        check, document, ..
    } in found
    {
        let version = document.map_or(0, |layout| layout.version);
        if version > LAYOUT_VERSION {
            return Ok(vec![Problem {
                stanza: "storage".to_owned(),
                key: "layout".to_owned(),
                message: "is of a newer version, which has written the stored data".to_owned(),
            }]);
        }
        if version < LAYOUT_VERSION {
            commit.check(&check);
            let version = LAYOUT_VERSION;
            commit.put(check.key, &Layout { version })?;
        }
    }
    if !commit.is_empty() {
        commit.commit(platform)?;
    }
    Ok(Vec::new())
}
