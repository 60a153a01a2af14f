//! The second step of a login: the proof of who it is, by the password and the second factor.

use crate::{
    call::Call,
    contract::{authentication::LoginRequest, types::SubStatus},
    documents::User,
    fault::{Fault, Result},
    store::{Found, Slot},
    throttling::PasswordAttempt,
    totp,
};

/// A user whose password is proven.
pub(super) struct Proven {
    pub(super) user: Found<User>,
    /// Whether the stored hash has another cost than the settings want.
    pub(super) is_hash_outdated: bool,
}

/// Requires the password of an account. If there is no account, or no hash, the work is the same.
///
/// # Errors
/// E005001; busy.
pub(super) fn prove_password(
    call: &Call<'_>,
    request: &LoginRequest,
    account: Slot<User>,
    attempt: &mut PasswordAttempt,
) -> Result<Proven> {
    let settings = call.settings.password()?;
    let user = account.document.as_ref();
    let stored = user.and_then(|user| user.password.as_deref());
    let verdict = attempt
        .proof
        .verify(call.platform, &settings, stored, &request.password)?;
    match account.found() {
        Some(user) if verdict.is_correct => Ok(Proven {
            user,
            is_hash_outdated: verdict.is_outdated,
        }),
        _ => Err(Fault::not_allowed()),
    }
}

/// Requires a one-time code from a user who has switched them on. Returns the time step that the
/// code uses up.
///
/// # Errors
/// E005008, shown if `login.inform_if_totp_missing`; E005001.
pub(super) fn second_factor(
    call: &Call<'_>,
    user: &User,
    request: &LoginRequest,
) -> Result<Option<u64>> {
    if !user.is_totp_enabled {
        return Ok(None);
    }
    let login = call.settings.login()?;
    let code = request.totp_code.as_deref().unwrap_or_default().trim();
    if code.is_empty() {
        let is_shown = login.inform_if_totp_missing;
        return Err(Fault::refused_unless_hidden(
            SubStatus::AuthTotpMissing,
            is_shown,
        ));
    }
    let keyring = call.keyring()?;
    match totp::accepted_step(&keyring, user, code, call.now, login.totp_tolerance)? {
        Some(step) => Ok(Some(step)),
        None => Err(Fault::not_allowed_because("the TOTP code is not accepted")),
    }
}
