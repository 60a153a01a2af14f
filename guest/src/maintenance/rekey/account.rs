//! An account: its sealed address, and what the address is filed under.

use crate::{
    call::Call,
    contract::storage::Entry,
    documents::{Pointer, User},
    fault::Result,
    key_check,
    keyring::{Keyring, Purpose},
    keys,
    maintenance::mail::Mail,
    store::{self, Commit, Found, Slot},
    users::writing,
};

use super::{Outcome, parsed};

/// Moves an account as a whole. The commit checks who owns the address under every key, so at no
/// moment it is anybody else's or nobody's.
pub(super) fn rewrite(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    entry: Slot<Entry>,
) -> Result<Outcome> {
    let user: Found<User> = match parsed(call, entry) {
        Ok(user) => user,
        Err(outcome) => return Ok(outcome),
    };
    if user.check.key != keys::user(&user.user_id) {
        return Ok(Outcome::Left);
    }
    let Some(mail) = Mail::open(keyring, &user) else {
        return Ok(match user.email.is_none() && user.email_index.is_none() {
            true => Outcome::Fine,
            false => Outcome::Left,
        });
    };
    if mail.is_under_first(&user) {
        return Ok(Outcome::Fine);
    }
    if mail.indexes.is_empty() && user.email_index.is_some() {
        return Ok(Outcome::Left);
    }
    let old = user.email_index.as_ref();
    let mut wanted = mail.indexes.clone();
    wanted.extend(old.filter(|old| !mail.indexes.contains(old)).cloned());
    let wanted = wanted.iter().map(|index| keys::email(index)).collect();
    let owners = store::read(call.platform, wanted)?.into_iter();
    let owners: Result<Vec<Slot<Pointer>>> = owners.map(|owner| owner.parse(call.now)).collect();
    let Ok(owners) = owners else {
        return Ok(Outcome::Left);
    };
    let is_own = |owner: &Slot<Pointer>| {
        let document = owner.document.as_ref();
        document.is_none_or(|owner| owner.user_id == user.user_id)
    };
    if user.email_verified && !owners.iter().all(is_own) {
        return Ok(Outcome::Left);
    }

    key_check::note(commit, &key_check::read(call.platform)?, keyring)?;
    let key = &user.check.key;
    let sealed = keyring.seal(call.platform, Purpose::Email, key, &mail.plaintext)?;
    let moved = User {
        email: Some(sealed),
        email_index: mail.indexes.first().cloned(),
        ..user.document.clone()
    };
    if user.email_verified {
        // Whatever else led to it is superfluous from now on.
        let kept = moved.email_index.as_deref().map(keys::email);
        for owner in &owners {
            commit.check(&owner.check);
            if kept.as_ref() != Some(&owner.check.key) {
                commit.delete(owner.check.key.clone());
            }
        }
    }
    writing::change(commit, &user, &moved)?;
    Ok(Outcome::Rewritten)
}
