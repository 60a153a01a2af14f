//! Whether a session is recent enough for what a stolen one must not do.

use crate::{
    call::Call,
    documents::{AuthType, Session},
    fault::{Fault, Result},
};

/// Requires that a session began a short while ago (`session.recent_login`): whoever holds it has
/// just proven who they are. Renewing it does not make it recent, nor does a linked credential,
/// for which there is no second factor.
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
