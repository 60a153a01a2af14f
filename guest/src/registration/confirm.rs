//! Confirming or disowning a sign-up with a token.
//!
//! A token works once: the commit that uses it marks it as used. The *mailed* token also proves the
//! e-mail address, because only a reader of the mailbox can have it, unless another account has proven
//! the address before.

use crate::{
    account::{open_email, writing},
    call::Call,
    canonical::canonical_email,
    contract::types::SubStatus,
    documents::{ApprovalStatus, Delivery, Pointer, SignUpStatus, SignUpToken, User},
    erasure::remove_everything_under,
    fault::{Fault, Result},
    key_check,
    keyring::Purpose,
    keys, password_reset,
    store::{self, Commit, Found, Slot},
    tokens,
};

/// Makes a sign-up final.
///
/// # Errors
/// As `registration.confirm` in `wit/`.
pub fn confirm(call: &mut Call<'_>, token: &str) -> Result<()> {
    call.audited("user.confirm_signup", |call| confirm_once(call, token))
}

fn confirm_once(call: &mut Call<'_>, text: &str) -> Result<()> {
    let (mut token, user) = require_token(call, text)?;
    if token.is_used {
        return Err(already_confirmed());
    }
    let proves_email =
        token.delivery == Delivery::Mailed || call.settings.signup()?.returned_token_verifies_email;
    if user.sign_up_status == SignUpStatus::Final && !proves_email {
        return Err(already_confirmed());
    }

    let mut commit = Commit::default();
    commit.check(&token.check);
    let mut confirmed = user.document.clone();
    if proves_email && !confirmed.email_verified {
        prove_email(call, &mut commit, &mut confirmed)?;
    }
    if confirmed.sign_up_status != SignUpStatus::Final {
        confirmed.sign_up_status = SignUpStatus::Final;
        confirmed.sign_up_confirm_time = Some(call.now);
        confirmed.expires_at = None;
    }
    writing::change(&mut commit, &user, &confirmed)?;
    token.document.is_used = true;
    commit.put(token.check.key.clone(), &token.document)?;
    call.record(&mut commit)?;
    call.commit(commit)
}

/// Marks the address as proven, unless another account has proven it before.
fn prove_email(call: &Call<'_>, commit: &mut Commit, user: &mut User) -> Result<()> {
    if user.email.is_none() {
        return Ok(());
    }
    let keyring = call.keyring()?;
    let email = open_email(&keyring, user)
        .ok_or_else(|| Fault::Unavailable("an e-mail address cannot be read".to_owned()))?;
    let Some(canonical) = canonical_email(&email) else {
        return Ok(());
    };
    let indexes = keyring.blind(Purpose::EmailIndex, &canonical);
    let wanted = indexes.iter().map(|index| keys::email(index)).collect();
    let (noted, owners): (_, Vec<Slot<Pointer>>) =
        key_check::read_with(call.platform, call.now, wanted)?;
    for owner in &owners {
        commit.check(&owner.check);
    }
    if owners.iter().all(|owner| owner.document.is_none()) {
        key_check::note(commit, &noted, &keyring)?;
        user.email_index = indexes.into_iter().next();
        user.email_verified = true;
    }
    Ok(())
}

/// Disowns a sign-up: the owner of the address did not sign up.
///
/// # Errors
/// As `registration.disown` in `wit/`.
pub fn disown(call: &mut Call<'_>, token: &str) -> Result<()> {
    call.audited("user.disown_signup", |call| disown_once(call, token))
}

fn disown_once(call: &mut Call<'_>, text: &str) -> Result<()> {
    let (mut token, user) = require_token(call, text)?;
    if token.delivery != Delivery::Mailed {
        return Err(no_such_token());
    }
    if token.is_used {
        return Err(already_confirmed());
    }
    let mut commit = Commit::default();
    commit.check(&token.check);
    // A sign-up that has an expiry was never finished: it is removed. Otherwise only the address is.
    if user.expires_at.is_none() {
        let mut without_email = user.document.clone();
        without_email.email = None;
        without_email.email_index = None;
        without_email.email_verified = false;
        password_reset::void(call, &mut commit, &user.user_id)?;
        writing::change(&mut commit, &user, &without_email)?;
        token.document.is_used = true;
        commit.put(token.check.key.clone(), &token.document)?;
    } else {
        remove_everything_under(call, &mut commit, &user)?;
        writing::remove(&mut commit, &user);
    }
    call.record(&mut commit)?;
    call.commit(commit)
}

/// Looks up a token and its user. The token of a removed or rejected account counts as unknown.
fn require_token(call: &mut Call<'_>, text: &str) -> Result<(Found<SignUpToken>, Found<User>)> {
    call.require_app()?;
    let key = keys::signup(&tokens::digest(text));
    let token = store::read_one::<SignUpToken>(call.platform, call.now, key)?
        .found()
        .ok_or_else(no_such_token)?;
    let key = keys::user(&token.user_id);
    let user = store::read_one::<User>(call.platform, call.now, key)?
        .found()
        .filter(|user| user.approval_status != ApprovalStatus::Rejected)
        .ok_or_else(no_such_token)?;
    call.target = Some(user.user_id.clone());
    Ok((token, user))
}

fn no_such_token() -> Fault {
    Fault::refused(SubStatus::AuthNoSuchSignUpToken)
}

fn already_confirmed() -> Fault {
    Fault::refused(SubStatus::AuthSignUpConfirmed)
}
