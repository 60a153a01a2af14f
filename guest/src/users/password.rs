//! Setting a password: one's own, or, by a super-user, that of another user.

use crate::{
    access::{self, Case},
    account::writing,
    call::Call,
    contract::{
        types::{Authority, SubStatus},
        users::PasswordRequest,
    },
    documents::User,
    fault::{Fault, Result},
    password_reset, passwords,
    sessions::end::{end_all_sessions, end_all_sessions_but},
    settings::password::Password,
    store::Commit,
    throttling::{Account, Attempt, PasswordAttempt},
    users::require_not_erased,
};

/// Days after which a password expires, at most, if a super-user chooses them.
const MAX_EXPIRY: u32 = 36_500;

/// Sets a password.
///
/// # Errors
/// As `users.change-password` in `wit/`.
pub fn change_password(
    call: &mut Call<'_>,
    authority: &Authority,
    request: &PasswordRequest,
) -> Result<()> {
    let mut attempt = PasswordAttempt::default();
    call.audited("user.change_password", |call| {
        let outcome = change_once(call, authority, request, &mut attempt);
        attempt.settle(call, outcome)
    })
}

fn change_once(
    call: &mut Call<'_>,
    authority: &Authority,
    request: &PasswordRequest,
    attempt: &mut PasswordAttempt,
) -> Result<()> {
    let user_id = request.user_id.as_deref();
    let refusal = SubStatus::CommonInvalidInput;
    let case = access::require_self_or_super_user(call, authority, user_id, refusal)?;
    if request.must_change.is_some() && !case.is_by_super_user() {
        return Err(Fault::refused(refusal));
    }
    require_not_erased(&case.user)?;
    let settings = call.settings.password()?;
    if case.is_own() {
        require_old_password(call, &settings, &case.user, request, attempt)?;
    }
    require_acceptable(&settings, &case, request)?;
    let hash = attempt
        .proof
        .hash(call.platform, &settings, &request.new_password)?;

    let expiry = match request.expiry {
        Some(days) if days > 0 && case.is_by_super_user() => days.min(MAX_EXPIRY),
        _ => settings.expiry,
    };
    let as_it_was = case.user.password_must_change && !case.is_own();
    let changed = User {
        password: Some(hash),
        password_last_set: Some(call.now),
        password_expiry: Some(call.now.plus_days(expiry)),
        password_must_change: request.must_change.unwrap_or(as_it_was),
        ..case.user.document.clone()
    };
    let mut commit = Commit::default();
    case.check_caller(&mut commit);
    password_reset::void(call, &mut commit, &case.user.user_id)?;
    let ends_sessions = !call.settings.session()?.keep_on_password_change;
    if ends_sessions {
        end_sessions(&mut commit, &case);
    }
    if let Some(counted) = attempt.counted.get() {
        counted.succeed(&mut commit)?;
        counted.remember_source(call, &mut commit, &case.user.user_id, ends_sessions)?;
    }
    writing::change(&mut commit, &case.user, &changed)?;
    call.record(&mut commit)?;
    call.commit(commit)
}

/// Requires the old password: a session alone is not enough, as it may be stolen. The attempt is counted
/// before anything is hashed, as that of a login.
fn require_old_password(
    call: &Call<'_>,
    settings: &Password,
    user: &User,
    request: &PasswordRequest,
    attempt: &mut PasswordAttempt,
) -> Result<()> {
    let account = Account::User(&user.user_id);
    attempt
        .counted
        .get_or_do(|| Attempt::begin(call, account, &user.user_id))?;
    let typed = request.old_password.as_deref().unwrap_or_default();
    let stored = user.password.as_deref();
    let verdict = attempt
        .proof
        .verify(call.platform, settings, stored, typed)?;
    if verdict.is_correct {
        return Ok(());
    }
    Err(Fault::not_allowed_because("the old password is wrong"))
}

/// Requires that the new password keeps to the policy and, if it is one's own, is not the old one:
/// otherwise a required change could be avoided. As in Zato, the client does not see the problems of its
/// own password.
fn require_acceptable(settings: &Password, case: &Case, request: &PasswordRequest) -> Result<()> {
    let new = request.new_password.as_str();
    let mut exact = passwords::policy(settings, new);
    if exact.is_empty() && case.is_own() && request.old_password.as_deref() == Some(new) {
        exact.push(SubStatus::PasswordInvalid);
    }
    if exact.is_empty() {
        return Ok(());
    }
    Err(Fault::refused_for_all(exact, !case.is_own()))
}

/// Ends the sessions of a user, except the caller's own session.
pub(super) fn end_sessions(commit: &mut Commit, case: &Case) {
    let user_id = &case.user.user_id;
    match case.own_session() {
        Some(session) => end_all_sessions_but(commit, user_id, session),
        None => end_all_sessions(commit, user_id),
    }
}
