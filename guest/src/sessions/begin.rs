//! Beginning a session, after a login or for a linked credential.

use crate::{
    access::lifetime::Lifetime,
    call::Call,
    documents::{AuthType, ChangeSource, Session, SessionLog, User},
    fault::Result,
    keys,
    store::{Commit, Found},
    timestamp::Timestamp,
    tokens::{self, UserSessionToken},
};

/// The origin of a session.
pub(crate) struct Origin {
    pub(crate) remote_addr: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) auth_type: AuthType,
    /// The username of the user, or of the linked credential.
    pub(crate) auth_principal: String,
    /// The ID of the session where it was authenticated, if that was not a login here.
    pub(crate) ext_session_id: Option<String>,
    /// As in [`Session`].
    pub(crate) auth_credential: Option<String>,
}

/// A session that the commit begins.
pub(crate) struct Begun {
    pub(crate) ust: String,
    pub(crate) session_id: String,
    pub(crate) creation_time: Timestamp,
    pub(crate) expiration_time: Timestamp,
}

/// Begins a session of a user, whose document the commit checks.
///
/// # Errors
/// If keys are not available.
pub(crate) fn begin_session(
    call: &Call<'_>,
    commit: &mut Commit,
    user: &Found<User>,
    origin: Origin,
) -> Result<Begun> {
    let keyring = call.keyring()?;
    let token = tokens::new_ust(call.platform, &keyring, &user.user_id)?;
    begin_session_with(call, commit, user, origin, token)
}

/// Begins a session with a UST that was made before.
///
/// # Errors
/// If a document cannot be written.
pub(crate) fn begin_session_with(
    call: &Call<'_>,
    commit: &mut Commit,
    user: &Found<User>,
    origin: Origin,
    (ust, stored): (String, UserSessionToken),
) -> Result<Begun> {
    let lifetime = Lifetime::of(call)?;
    let session = Session {
        creation_time: call.now,
        renewal_time: None,
        expires_at: lifetime.expiration(call.now),
        remote_addr: origin.remote_addr,
        user_agent: origin.user_agent,
        auth_type: origin.auth_type,
        auth_principal: Some(origin.auth_principal),
        ext_session_id: origin.ext_session_id,
        auth_credential: origin.auth_credential,
        attributes_at_most: 0,
    };
    let (remote_addr, user_agent) = (session.remote_addr.clone(), session.user_agent.clone());
    let mut log = SessionLog::until(session.expires_at);
    log.note(ChangeSource::Login, call.now, remote_addr, user_agent);
    commit.check(&user.check);
    commit.put(keys::session(&stored.user_id, &stored.digest), &session)?;
    commit.put(keys::session_log(&stored.user_id, &stored.digest), &log)?;
    Ok(Begun {
        ust,
        session_id: stored.digest,
        creation_time: session.creation_time,
        expiration_time: lifetime.end(&session),
    })
}
