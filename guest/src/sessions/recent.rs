//! Changes that need a recent login, so that they cannot be made with a stolen session.

use crate::{
    call::Call,
    documents::{AuthType, Session},
    fault::{Fault, Result},
};

/// Requires that a session began with a login at most `session.recent_login` minutes ago. A renewal
/// does not make a session recent. A session of a linked credential is never recent, because a linked
/// credential has no second factor.
///
/// # Errors
/// E005001.
pub(crate) fn require_recent(call: &Call<'_>, session: &Session) -> Result<()> {
    let minutes = call.settings.session()?.recent_login;
    let is_recent = session.creation_time.plus_minutes(minutes) >= call.now;
    if is_recent && session.auth_type == AuthType::Default {
        return Ok(());
    }
    Err(Fault::not_allowed_because(
        "the session is not recent enough",
    ))
}
