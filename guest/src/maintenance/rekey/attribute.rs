//! An attribute whose value is encrypted.

use crate::{
    attributes::{open, resealed},
    call::Call,
    contract::storage::Entry,
    documents::Attribute,
    fault::Result,
    key_check,
    keyring::Keyring,
    store::{Commit, Found, Slot},
};

use super::{Outcome, parsed};

/// Seals the value with the first key; nothing else about it changes.
pub(super) fn rewrite(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    entry: Slot<Entry>,
) -> Result<Outcome> {
    let attribute: Found<Attribute> = match parsed(call, entry) {
        Ok(attribute) => attribute,
        Err(outcome) => return Ok(outcome),
    };
    if !attribute.is_encrypted {
        return Ok(Outcome::Fine);
    }
    let key = &attribute.check.key;
    let Some(opened) = open(keyring, key, &attribute) else {
        return Ok(Outcome::Left);
    };
    if opened.is_by_first() {
        return Ok(Outcome::Fine);
    }
    let rewritten = resealed(call.platform, keyring, key, &attribute, &opened)?;
    key_check::note(commit, &key_check::read(call.platform)?, keyring)?;
    commit.check(&attribute.check);
    commit.put(key.clone(), &rewritten)?;
    Ok(Outcome::Rewritten)
}
