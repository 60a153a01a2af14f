//! The end of sessions, with everything that is filed under them.
//!
//! Ending a user's sessions goes with writing the user's document, whose version every beginning
//! session checks. Ending one alone checks that one: whatever comes under it writes it.

use crate::{
    contract::storage::KeyRange,
    documents::Session,
    keys,
    store::{Commit, Found},
};

/// Ends a session.
pub(crate) fn end(commit: &mut Commit, session: &Found<Session>) {
    commit.check(&session.check);
    commit.delete(session.check.key.clone());
    commit.delete_range(keys::attributes_of_session(&session.check.key));
}

/// Ends all sessions of a user, whose document the commit has to write or delete.
pub(crate) fn end_all(commit: &mut Commit, user_id: &str) {
    commit.delete_range(keys::all_sessions(user_id));
    commit.delete_range(keys::attributes_of_sessions(user_id));
}

/// Ends all sessions of a user but this one. The commit has to write the user's document.
pub(crate) fn end_all_but(commit: &mut Commit, user_id: &str, kept: &Found<Session>) {
    let all = keys::all_sessions(user_id);
    let kept = &kept.check.key;
    commit.delete_range(KeyRange {
        start: all.start,
        end: kept.clone(),
    });
    commit.delete_range(KeyRange {
        start: format!("{kept}\u{1}"),
        end: all.end,
    });
    let all = keys::attributes_of_sessions(user_id);
    let kept = keys::attributes_of_session(kept);
    commit.delete_range(KeyRange {
        start: all.start,
        end: kept.start,
    });
    commit.delete_range(KeyRange {
        start: kept.end,
        end: all.end,
    });
}
