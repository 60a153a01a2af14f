//! Ending sessions, with everything that belongs to them.
//!
//! If all sessions of a user end, the known sources of the user are removed too (`throttling`).
//!
//! A commit that ends all sessions of a user also writes the user's document, whose version every
//! beginning session checks. A commit that ends one session checks this session: everything that is
//! added under a session writes the session.

use crate::{
    call::Call,
    contract::storage::{Clause, Condition, Entry, KeyRange, Test},
    documents::Session,
    fault::Result,
    keys,
    limits::SESSIONS_ENDED_ONE_BY_ONE,
    store::{self, Commit, Found},
    throttling,
};

/// Ends a session of a user.
pub(crate) fn end_session(
    commit: &mut Commit,
    session: &Found<Session>,
    user_id: &str,
    digest: &str,
) {
    commit.check(&session.check);
    commit.delete(session.check.key.clone());
    commit.delete(keys::session_log(user_id, digest));
    commit.delete_range(keys::attributes_of_session(&session.check.key));
}

/// Ends all sessions of a user, whose document the commit has to write or delete.
pub(crate) fn end_all_sessions(commit: &mut Commit, user_id: &str) {
    commit.delete_range(keys::all_sessions(user_id));
    commit.delete_range(keys::all_session_logs(user_id));
    throttling::forget_sources(commit, user_id);
    commit.delete_range(keys::attributes_of_sessions(user_id));
}

/// Ends all sessions of a user except this one. The commit has to write the user's document.
pub(crate) fn end_all_sessions_but(commit: &mut Commit, user_id: &str, kept: &Found<Session>) {
    let digest = keys::session_id(&kept.check.key);
    let sessions = (keys::all_sessions(user_id), keys::session(user_id, digest));
    let logs = (
        keys::all_session_logs(user_id),
        keys::session_log(user_id, digest),
    );
    for (all, kept) in [sessions, logs] {
        commit.delete_range(KeyRange {
            start: keys::after(&kept),
            end: all.end,
        });
        commit.delete_range(KeyRange {
            start: all.start,
            end: kept,
        });
    }
    let all = keys::attributes_of_sessions(user_id);
    let kept = keys::attributes_of_session(&keys::session(user_id, digest));
    commit.delete_range(KeyRange {
        start: all.start,
        end: kept.start,
    });
    commit.delete_range(KeyRange {
        start: kept.end,
        end: all.end,
    });
    throttling::forget_sources(commit, user_id);
}

/// Ends the sessions of a user that a linked credential began. If they are too many for one commit, it
/// ends all sessions of the user. The commit has to write the user's document, and to check the link,
/// which every further session of the credential writes.
///
/// # Errors
/// If storage cannot be reached.
pub(crate) fn end_sessions_of_credential(
    call: &Call<'_>,
    commit: &mut Commit,
    user_id: &str,
    ext_session_id: &str,
) -> Result<()> {
    let range = keys::all_sessions(user_id);
    let filter = [Clause {
        any_of: vec![Condition {
            field: "ext_session_id".to_owned(),
            test: Test::Equals,
            text: ext_session_id.to_owned(),
        }],
    }];
    let opened_by_it = store::walk(call.platform, range).matching(&filter);
    let sessions: Vec<Entry> = opened_by_it
        .live_at(call.now)
        .take(SESSIONS_ENDED_ONE_BY_ONE + 1)
        .collect::<Result<_>>()?;
    if sessions.len() > SESSIONS_ENDED_ONE_BY_ONE {
        end_all_sessions(commit, user_id);
        return Ok(());
    }
    for Entry { key, .. } in sessions {
        commit.delete(keys::session_log(user_id, keys::session_id(&key)));
        commit.delete_range(keys::attributes_of_session(&key));
        commit.delete(key);
    }
    Ok(())
}
