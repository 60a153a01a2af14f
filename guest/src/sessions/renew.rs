//! Renewing a session.

use crate::{
    access::lifetime::Lifetime,
    attributes,
    call::Call,
    documents::{ChangeSource, Session, SessionLog, User},
    fault::Result,
    keys,
    store::{Commit, Found},
};

/// Renews a session of a user, whose document the commit has to check. Returns the renewed session.
///
/// # Errors
/// If a document cannot be written.
pub(crate) fn renew_session(
    call: &Call<'_>,
    commit: &mut Commit,
    lifetime: &Lifetime,
    user: &User,
    session: &Found<Session>,
    log: Option<SessionLog>,
) -> Result<Session> {
    let renewed = Session {
        renewal_time: Some(call.now),
        expires_at: lifetime.expiration(call.now),
        ..session.document.clone()
    };
    commit.check(&session.check);
    attributes::move_expiry(call, commit, session, renewed.expires_at)?;
    commit.put(session.check.key.clone(), &renewed)?;
    let mut log = log.unwrap_or_else(|| SessionLog::until(renewed.expires_at));
    let (remote_addr, user_agent) = (call.remote_addr.clone(), call.user_agent.clone());
    log.expires_at = renewed.expires_at;
    log.note(ChangeSource::Renew, call.now, remote_addr, user_agent);
    let id = keys::session_id(&session.check.key);
    commit.put(keys::session_log(&user.user_id, id), &log)?;
    Ok(renewed)
}
