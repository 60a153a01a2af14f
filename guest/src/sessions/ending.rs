//! The end of sessions, with everything that is filed under them.
//!
//! Ending a user's sessions goes with writing the user's document, whose version every beginning
//! session checks. Ending one alone checks that one: nothing else can come under it.

use crate::{
    call::Call,
    contract::storage::{Clause, Condition, KeyRange, Page, Test},
    documents::Session,
    fault::Result,
    keys,
    store::{Commit, Found},
};

/// Sessions that are asked for at a time.
const BATCH: u32 = 100;

/// Ends a session.
pub(crate) fn end(commit: &mut Commit, session: &Found<Session>) {
    commit.check(&session.check);
    commit.delete(session.check.key.clone());
}

/// Ends all sessions of a user, whose document the commit has to write or delete.
pub(crate) fn end_all(commit: &mut Commit, user_id: &str) {
    commit.delete_range(keys::all_sessions(user_id));
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
}

/// Ends the sessions of a user that a linked credential opened. The commit has to write the
/// user's document, and to check what whoever begins another such session would write.
///
/// # Errors
/// If storage cannot be reached.
pub(crate) fn end_external(
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
    let mut page = Page {
        limit: BATCH,
        offset: 0,
        reverse: false,
    };
    loop {
        let sessions = call.platform.scan(&range, &filter, page)?;
        let is_last = sessions.len() < BATCH as usize;
        for session in sessions {
            commit.delete(session.key);
        }
        if is_last {
            return Ok(());
        }
        page.offset = page.offset.saturating_add(BATCH);
    }
}
