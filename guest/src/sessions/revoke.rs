//! Ending sessions without their USTs: those on other devices, or, by a super-user, those of others.

use crate::{
    access::{self, lifetime::Lifetime},
    call::Call,
    contract::{
        sessions::Which,
        types::{Authority, SubStatus},
    },
    documents::Session,
    fault::{Fault, Result},
    keys::{self, is_hash},
    sessions::end::{end_all_sessions, end_all_sessions_but, end_session},
    store::{self, Commit, Found},
};

/// Ends sessions of a user.
///
/// # Errors
/// As `sessions.end` in `wit/`; E008002 for `None`.
pub fn end(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: Option<&str>,
    which: Option<&Which>,
) -> Result<()> {
    call.audited("session.end", |call| {
        let refusal = SubStatus::AuthNotAllowed;
        let case = access::require_self_or_super_user(call, authority, user_id, refusal)?;
        let user = &case.user;
        let mut commit = Commit::default();
        case.check_caller(&mut commit);
        match which {
            None => return Err(Fault::refused(SubStatus::CommonInvalidInput)),
            Some(Which::One(id)) => {
                let session = open_session_by_id(call, &user.user_id, id)?;
                end_session(&mut commit, &session, &user.user_id, id);
            }
            Some(all) => {
                match case.own_session() {
                    Some(kept) if *all == Which::AllButCurrent => {
                        end_all_sessions_but(&mut commit, &user.user_id, kept);
                    }
                    _ => end_all_sessions(&mut commit, &user.user_id),
                }
                commit.check(&user.check);
                commit.put(user.check.key.clone(), &user.document)?;
            }
        }
        call.record(&mut commit)?;
        call.commit(commit)
    })
}

fn open_session_by_id(call: &Call<'_>, user_id: &str, id: &str) -> Result<Found<Session>> {
    if !is_hash(id) {
        return Err(access::no_such_session());
    }
    let key = keys::session(user_id, id);
    let found = store::read_one(call.platform, call.now, key)?.found();
    let lifetime = Lifetime::of(call)?;
    let session = lifetime.open(call, found)?;
    session.ok_or_else(access::no_such_session)
}
