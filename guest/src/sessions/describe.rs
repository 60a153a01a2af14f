//! Sessions in the form of the contract. It contains no secret.

use crate::{
    contract::sessions,
    documents::{Session, StateChange, User},
    keys,
    store::Found,
    timestamp::Timestamp,
};

/// A session, and when it ends.
pub(crate) fn describe_session(
    user: &User,
    session: &Found<Session>,
    ends_at: Timestamp,
) -> sessions::Session {
    let username = user.username.clone().unwrap_or_default();
    let principal = session.auth_principal.clone();
    sessions::Session {
        session_id: keys::session_id(&session.check.key).to_owned(),
        user_id: user.user_id.clone(),
        auth_type: session.auth_type.into(),
        auth_principal: principal.unwrap_or_else(|| username.clone()),
        ext_session_id: session.ext_session_id.clone(),
        username,
        is_super_user: user.is_super_user,
        creation_time: session.creation_time.into(),
        expiration_time: ends_at.into(),
        remote_addr: session.remote_addr.clone(),
        user_agent: session.user_agent.clone(),
    }
}

/// An entry of a session's log.
pub(crate) fn describe_change(change: StateChange) -> sessions::SessionChange {
    sessions::SessionChange {
        idx: change.idx,
        source: change.ctx_source.into(),
        time: change.timestamp_utc.into(),
        remote_addr: change.remote_addr,
        user_agent: change.user_agent,
    }
}
