//! The end of sessions, with everything that is filed under them.
//!
//! Whoever's sessions all end is met as a stranger again, wherever they come from: the sources
//! that logged in before are forgotten (`throttling`).
//!
//! Ending a user's sessions goes with writing the user's document, whose version every beginning
//! session checks. Ending one alone checks that one: nothing else can come under it.

use crate::{
    contract::storage::KeyRange,
    documents::Session,
    keys,
    store::{Commit, Found},
    throttling,
};

/// Ends a session.
pub(crate) fn end(commit: &mut Commit, session: &Found<Session>) {
    commit.check(&session.check);
    commit.delete(session.check.key.clone());
}

/// Ends all sessions of a user, whose document the commit has to write or delete.
pub(crate) fn end_all(commit: &mut Commit, user_id: &str) {
    commit.delete_range(keys::all_sessions(user_id));
    throttling::forget_sources(commit, user_id);
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
    throttling::forget_sources(commit, user_id);
}
