//! Using a password reset token: first it is exchanged for a key, then both set the new password.

use crate::{
    access::{self, require_listed},
    account::writing,
    call::Call,
    contract::{storage::Check, types::SubStatus},
    documents::{Pointer, Reset, ResetKey, User},
    fault::{Fault, Result},
    keys, passwords,
    retry::Once,
    sessions::end::end_all_sessions,
    store::{self, Commit, Found},
    tokens,
};

/// Exchanges a token for a reset key.
///
/// # Errors
/// As `password-reset.exchange` in `wit/`.
pub fn exchange(call: &mut Call<'_>, token: &str) -> Result<String> {
    call.audited("password_reset.exchange", |call| {
        let Redeemed {
            pointer,
            user,
            reset,
        } = require_reset(call, token)?;
        if reset.key.is_some() {
            return Err(could_not_access());
        }
        require_usable(call, &user)?;
        let settings = call.settings.password_reset()?;
        let duration = u64::from(settings.password_change_session_duration);
        let reset_key = tokens::new_token(call.platform);
        let exchanged = Reset {
            key: Some(ResetKey {
                digest: tokens::digest(&reset_key),
                expires_at: call.now.plus_seconds(duration),
            }),
            ..reset.document.clone()
        };
        let mut commit = Commit::default();
        commit.check(&pointer);
        commit.check(&user.check);
        commit.check(&reset.check);
        commit.put(reset.check.key.clone(), &exchanged)?;
        call.record(&mut commit)?;
        call.commit(commit)?;
        Ok(reset_key)
    })
}

/// Sets a new password with an exchanged token and its reset key.
///
/// # Errors
/// As `password-reset.complete` in `wit/`.
pub fn complete(call: &mut Call<'_>, token: &str, reset_key: &str, password: &str) -> Result<()> {
    let mut hash = Once::default();
    call.audited("password_reset.complete", |call| {
        complete_once(call, token, reset_key, password, &mut hash)
    })
}

fn complete_once(
    call: &mut Call<'_>,
    token: &str,
    reset_key: &str,
    password: &str,
    hash: &mut Once<String>,
) -> Result<()> {
    let Redeemed {
        pointer,
        user,
        reset,
    } = require_reset(call, token)?;
    let digest = tokens::digest(reset_key);
    let is_right = |key: &ResetKey| key.digest == digest && key.expires_at > call.now;
    if !reset.key.as_ref().is_some_and(is_right) {
        return Err(could_not_access());
    }
    require_usable(call, &user)?;
    let settings = call.settings.password()?;
    let problems = passwords::policy(&settings, password);
    if !problems.is_empty() {
        return Err(Fault::refused_for_all(problems, settings.inform_if_invalid));
    }
    let hash = hash.get_or_do(|| passwords::hash(call.platform, &settings, password))?;
    let changed = User {
        password: Some(hash.clone()),
        password_last_set: Some(call.now),
        password_expiry: Some(call.now.plus_days(settings.expiry)),
        password_must_change: false,
        ..user.document.clone()
    };
    let mut commit = Commit::default();
    commit.check(&pointer);
    commit.check(&reset.check);
    writing::change(&mut commit, &user, &changed)?;
    super::remove(&mut commit, &user.user_id, &reset);
    if !call.settings.session()?.keep_on_password_change {
        end_all_sessions(&mut commit, &user.user_id);
    }
    call.record(&mut commit)?;
    call.commit(commit)
}

/// A reset whose token is valid, and its user.
struct Redeemed {
    /// The document of the token, which is checked because a host whose clock is ahead may sweep it at
    /// the same moment.
    pointer: Check,
    user: Found<User>,
    reset: Found<Reset>,
}

/// Looks up the reset of a token that is not void and has not expired.
fn require_reset(call: &mut Call<'_>, token: &str) -> Result<Redeemed> {
    call.require_app()?;
    let digest = tokens::digest(token);
    let pointer = store::read_one::<Pointer>(call.platform, call.now, keys::reset(&digest))?;
    let user_id = pointer.document.ok_or_else(could_not_access)?.user_id;
    let wanted = [keys::user(&user_id), keys::reset_of(&user_id)];
    let [user, reset] = store::read_exact(call.platform, wanted)?;
    let user = user.parse::<User>(call.now)?.found();
    let reset = reset.parse::<Reset>(call.now)?.found();
    let (user, reset) = user.zip(reset).ok_or_else(could_not_access)?;
    call.target = Some(user_id);
    if reset.token != digest || reset.token_expires_at <= call.now {
        return Err(could_not_access());
    }
    Ok(Redeemed {
        pointer: pointer.check,
        user,
        reset,
    })
}

/// Requires what a session requires, except that the password may have expired: the reset replaces it.
fn require_usable(call: &Call<'_>, user: &User) -> Result<()> {
    let login = call.settings.login()?;
    let username = user.canonical_username.as_deref().unwrap_or_default();
    // A trusted client's own address says nothing about the end user, whose address comes with the
    // next login.
    if !call.is_trusted_client {
        let remote_addr = call.remote_addr.as_deref();
        require_listed(call, &login, username, remote_addr)?;
    }
    access::require_good_standing(user, &login)
}

fn could_not_access() -> Fault {
    Fault::refused(SubStatus::PasswordResetCouldNotAccess)
}
