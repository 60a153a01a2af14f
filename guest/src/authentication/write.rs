//! The last step of a login: one commit with the changed account and the new session.

use crate::{
    account::writing,
    call::Call,
    contract::authentication::LoginResponse,
    documents::{AuthType, User},
    fault::Result,
    password_reset,
    sessions::{
        begin::{Origin, begin_session},
        end::end_all_sessions,
    },
    store::{Commit, Found},
    throttling::PasswordAttempt,
};

use super::{client::Client, new_password::NewPassword};

/// A login that every rule allows.
pub(super) struct Entering {
    pub(super) user: Found<User>,
    pub(super) client: Client,
    /// The time step of the one-time code.
    pub(super) used_step: Option<u64>,
    pub(super) password: NewPassword,
}

/// Writes a login, provided that the account has not changed since it was read.
///
/// # Errors
/// Conflict; if storage cannot be reached.
pub(super) fn write(
    call: &Call<'_>,
    entering: Entering,
    attempt: &PasswordAttempt,
) -> Result<LoginResponse> {
    let Entering {
        user,
        client,
        used_step,
        password,
    } = entering;
    let mut commit = Commit::default();
    commit.check(&user.check);
    let mut changed = user.document.clone();
    changed.totp_last_step = used_step.or(user.totp_last_step);
    let mut has_new_password = false;
    let mut is_changed = used_step.is_some();
    let warnings = match password {
        NewPassword::Keep(warnings) => warnings,
        NewPassword::Rehash(hash, warnings) => {
            changed.password = Some(hash);
            is_changed = true;
            warnings
        }
        NewPassword::Replace(hash) => {
            replace_password(call, &mut commit, &mut changed, hash)?;
            has_new_password = true;
            is_changed = true;
            Vec::new()
        }
    };
    if is_changed {
        writing::change(&mut commit, &user, &changed)?;
    }
    if let Some(counted) = attempt.counted.get() {
        counted.succeed(&mut commit)?;
        counted.remember_source(call, &mut commit, &user.user_id, has_new_password)?;
    }
    let username = user.username.clone().unwrap_or_default();
    let origin = Origin {
        remote_addr: client.remote_addr,
        user_agent: client.user_agent,
        auth_type: AuthType::Default,
        auth_principal: username.clone(),
        ext_session_id: None,
        auth_credential: None,
    };
    let begun = begin_session(call, &mut commit, &user, origin)?;
    call.record(&mut commit)?;
    call.commit(commit)?;
    Ok(LoginResponse {
        username,
        ust: begun.ust,
        user_id: user.user_id.clone(),
        session_id: begun.session_id,
        creation_time: begun.creation_time.into(),
        expiration_time: begun.expiration_time.into(),
        warnings,
    })
}

/// Sets a new password, voids a password reset under way and ends the sessions, unless the
/// settings keep them.
fn replace_password(
    call: &Call<'_>,
    commit: &mut Commit,
    user: &mut User,
    hash: String,
) -> Result<()> {
    let expiry = call.settings.password()?.expiry;
    user.password = Some(hash);
    user.password_last_set = Some(call.now);
    user.password_expiry = Some(call.now.plus_days(expiry));
    user.password_must_change = false;
    password_reset::void(call, commit, &user.user_id)?;
    if !call.settings.session()?.keep_on_password_change {
        end_all_sessions(commit, &user.user_id);
    }
    Ok(())
}
