//! An account: its sealed address, what the address is filed under, and its sealed TOTP key.

use crate::{
    account::writing,
    call::Call,
    contract::storage::Entry,
    documents::{FiledEmail, Pointer, User},
    fault::Result,
    key_check,
    keyring::{Keyring, Purpose},
    keys,
    store::{self, Commit, Found, Slot},
    totp,
};

use super::{Outcome, parsed};

/// Rewrites an account as a whole. The commit checks the owner of the address under every key, so the
/// address belongs to this account at every moment.
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
    let totp_key = totp::open(keyring, &user);
    if totp_key.is_none() && user.totp_key.is_some() {
        return Ok(Outcome::Left);
    }
    let mut moved = user.document.clone();
    if let Some(opened) = totp_key.filter(|opened| !opened.is_by_first()) {
        let sealed = keyring.seal(
            call.platform,
            Purpose::TotpKey,
            &user.check.key,
            &opened.plaintext,
        )?;
        moved.totp_key = Some(sealed);
    }
    let mail = FiledEmail::open(keyring, &user);
    if mail.is_none() && (user.email.is_some() || user.email_index.is_some()) {
        return Ok(Outcome::Left);
    }
    if let Some(mail) = mail.filter(|mail| !mail.is_under_first(&user)) {
        if mail.indexes.is_empty() && user.email_index.is_some() {
            return Ok(Outcome::Left);
        }
        if !move_mail(call, keyring, commit, &user, &mail, &mut moved)? {
            return Ok(Outcome::Left);
        }
    } else if moved.totp_key == user.totp_key {
        return Ok(Outcome::Fine);
    }
    key_check::note(commit, &key_check::read(call.platform)?, keyring)?;
    writing::change(commit, &user, &moved)?;
    Ok(Outcome::Rewritten)
}

/// Seals the address again and renews its blind index, for the caller to write. False if the address
/// also belongs to another account.
fn move_mail(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    user: &Found<User>,
    mail: &FiledEmail,
    moved: &mut User,
) -> Result<bool> {
    let old = user.email_index.as_ref();
    let mut wanted = mail.indexes.clone();
    wanted.extend(old.filter(|old| !mail.indexes.contains(old)).cloned());
    let wanted = wanted.iter().map(|index| keys::email(index)).collect();
    let owners = store::read(call.platform, wanted)?.into_iter();
    let owners: Result<Vec<Slot<Pointer>>> = owners.map(|owner| owner.parse(call.now)).collect();
    let Ok(owners) = owners else {
        return Ok(false);
    };
    let is_own = |owner: &Slot<Pointer>| {
        let document = owner.document.as_ref();
        document.is_none_or(|owner| owner.user_id == user.user_id)
    };
    if user.email_verified && !owners.iter().all(is_own) {
        return Ok(false);
    }

    let key = &user.check.key;
    let sealed = keyring.seal(call.platform, Purpose::Email, key, &mail.plaintext)?;
    moved.email = Some(sealed);
    moved.email_index = mail.indexes.first().cloned();
    if user.email_verified {
        // Index documents under the other keys are no longer needed.
        let kept = moved.email_index.as_deref().map(keys::email);
        for owner in &owners {
            commit.check(&owner.check);
            if kept.as_ref() != Some(&owner.check.key) {
                commit.delete(owner.check.key.clone());
            }
        }
    }
    Ok(true)
}
