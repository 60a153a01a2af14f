//! Setting a new key for the one-time codes of an account.

use crate::{
    access,
    account::writing,
    call::Call,
    contract::{
        types::{Authority, SubStatus},
        users::TotpSetup,
    },
    documents::User,
    fault::{Fault, Result},
    key_check,
    limits::NAME_CHARACTERS,
    sessions::{
        end::{end_all_sessions, end_all_sessions_but},
        recent::require_recent,
    },
    store::Commit,
};

use super::{generate_key, open, parse_key, seal, uri};

/// Sets the key. This does not switch codes on or off. If they are switched on, the sessions that began
/// with the old key end, except for the one that sets the key.
///
/// # Errors
/// As `users.reset-totp` in `wit/`.
pub fn reset(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: Option<&str>,
    key: Option<&str>,
    label: Option<&str>,
) -> Result<TotpSetup> {
    call.audited("user.reset_totp_key", |call| {
        let refusal = SubStatus::CommonInvalidInput;
        let case = access::require_self_or_super_user(call, authority, user_id, refusal)?;
        if let Some(session) = case.own_session() {
            require_recent(call, session)?;
        }
        let user = &case.user;
        if user.username.is_none() {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        if label.is_some_and(|label| label.chars().count() > NAME_CHARACTERS) {
            return Err(Fault::refused(SubStatus::CommonInvalidInput));
        }
        let key = match key.map(str::trim).filter(|key| !key.is_empty()) {
            Some(given) => parse_key(given)?,
            None => generate_key(call.platform)?,
        };

        let keyring = call.keyring()?;
        let noted = key_check::read(call.platform)?;
        // If it is the old key again, its used codes stay used.
        let is_same = open(&keyring, user).is_some_and(|old| old.plaintext == key.as_bytes());
        let totp_last_step = if is_same { user.totp_last_step } else { None };
        let mut changed = User {
            totp_key: Some(seal(call.platform, &keyring, &user.user_id, &key)?),
            totp_last_step,
            ..user.document.clone()
        };
        if let Some(label) = label {
            changed.totp_label = Some(label.to_owned()).filter(|label| !label.is_empty());
        }
        let setup = TotpSetup {
            uri: uri(&changed, &key)?,
            totp_key: key,
        };
        let mut commit = Commit::default();
        case.check_caller(&mut commit);
        key_check::note(&mut commit, &noted, &keyring)?;
        match (user.is_totp_enabled, case.own_session()) {
            (false, _) => {}
            (true, Some(kept)) => {
                commit.check(&kept.check);
                end_all_sessions_but(&mut commit, &user.user_id, kept);
            }
            (true, None) => end_all_sessions(&mut commit, &user.user_id),
        }
        writing::change(&mut commit, user, &changed)?;
        call.record(&mut commit)?;
        call.commit(commit)?;
        Ok(setup)
    })
}
