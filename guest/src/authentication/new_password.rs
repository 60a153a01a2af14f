//! The fourth step of a login: the password that is set along with it.

use crate::{
    access::is_password_expired,
    call::Call,
    contract::{authentication::LoginRequest, types::SubStatus},
    documents::User,
    fault::{Fault, Result},
    passwords,
    settings::password::Password,
    throttling::PasswordAttempt,
};

use super::prove::Proven;

/// The change of the stored hash.
pub(super) enum NewPassword {
    /// It stays. The response has these warnings.
    Keep(Vec<SubStatus>),
    /// It becomes a hash of the same password at the cost that the settings want. The response
    /// has these warnings.
    Rehash(String, Vec<SubStatus>),
    /// It becomes the hash of a new password.
    Replace(String),
}

/// Requires a new password from a user who has to change it. Otherwise the password stays, and the
/// hash is renewed if it is outdated.
///
/// # Errors
/// E003006, E003007, E003001 to E003003, each only if the setting for it permits; busy.
pub(super) fn new_password(
    call: &Call<'_>,
    proven: &Proven,
    request: &LoginRequest,
    attempt: &mut PasswordAttempt,
) -> Result<NewPassword> {
    let settings = call.settings.password()?;
    let user = &proven.user;
    if is_password_expired(call, user) || user.password_must_change {
        let Some(new_password) = &request.new_password else {
            let is_shown = settings.inform_if_must_be_changed;
            return Err(Fault::refused_unless_hidden(
                SubStatus::PasswordMustSendNew,
                is_shown,
            ));
        };
        require_acceptable(&settings, new_password, &request.password)?;
        let hash = attempt.proof.hash(call.platform, &settings, new_password)?;
        return Ok(NewPassword::Replace(hash));
    }
    let warnings = expiry_warnings(call, &settings, user)?;
    if !proven.is_hash_outdated {
        return Ok(NewPassword::Keep(warnings));
    }
    let hash = attempt
        .proof
        .hash(call.platform, &settings, &request.password);
    match hash {
        Ok(hash) => Ok(NewPassword::Rehash(hash, warnings)),
        // The login is proven: it does not fail because the better hash has to wait.
        Err(Fault::Busy) => Ok(NewPassword::Keep(warnings)),
        Err(fault) => Err(fault),
    }
}

/// A password that is about to expire is a warning or a refusal, by the settings.
fn expiry_warnings(call: &Call<'_>, settings: &Password, user: &User) -> Result<Vec<SubStatus>> {
    let threshold = call.now.plus_days(settings.about_to_expire_threshold);
    let is_about_to_expire = user
        .password_expiry
        .is_some_and(|expiry| expiry < threshold);
    if !is_about_to_expire {
        return Ok(Vec::new());
    }
    if settings.inform_if_about_to_expire {
        return Ok(vec![SubStatus::PasswordAboutToExpireWarning]);
    }
    Err(Fault::refused_unless_hidden(
        SubStatus::PasswordAboutToExpireError,
        false,
    ))
}

/// Requires that a new password keeps to the policy and is not the old one.
fn require_acceptable(settings: &Password, new_password: &str, old_password: &str) -> Result<()> {
    let mut problems = passwords::policy(settings, new_password);
    if new_password == old_password && problems.is_empty() {
        problems.push(SubStatus::PasswordInvalid);
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(Fault::refused_for_all(problems, settings.inform_if_invalid))
}
