//! A message that waits to be sent.

use crate::{
    call::Call,
    contract::storage::Entry,
    fault::Result,
    key_check,
    keyring::Keyring,
    outbox::stored::{Stored, message_id, purpose, resealed},
    store::{Commit, Found, Slot},
};

use super::{Outcome, parsed};

/// Seals it with the first key; nothing else about it changes.
pub(super) fn rewrite(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    entry: Slot<Entry>,
) -> Result<Outcome> {
    let message: Found<Stored> = match parsed(call, entry) {
        Ok(message) => message,
        Err(outcome) => return Ok(outcome),
    };
    let id = message_id(&message.check);
    let purpose = purpose(&message.check.key);
    if keyring.open(purpose, id, &message.sealed).is_none() {
        return Ok(Outcome::Left);
    }
    let Some(sealed) = resealed(call.platform, keyring, &message)? else {
        return Ok(Outcome::Fine);
    };
    let rewritten = Stored {
        sealed,
        ..message.document.clone()
    };
    key_check::note(commit, &key_check::read(call.platform)?, keyring)?;
    commit.check(&message.check);
    commit.put(message.check.key.clone(), &rewritten)?;
    Ok(Outcome::Rewritten)
}
