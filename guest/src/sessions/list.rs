//! Listing the sessions of a user.
//!
//! The keys of sessions are digests, but the list is sorted by age. So all sessions of the user are
//! read first, of which only the ages are kept. Then those of the page are read with their logs.

use crate::{
    access::{self, lifetime::Lifetime},
    call::Call,
    contract::{
        registration::ListPage,
        sessions::{ListedSession, SessionPage},
        types::{Authority, SubStatus},
    },
    documents::{Session, SessionLog, User},
    fault::{Fault, Result},
    keys,
    limits::SESSIONS_OF_PAGE,
    sessions::describe::{describe_change, describe_session},
    store::{self, Found, Paging},
    timestamp::Timestamp,
};

/// Sessions of a user that are looked at.
const MAX_SESSIONS: usize = 10_000;

/// Sessions that are looked at together.
const BATCH: u32 = 500;

/// The user whose sessions are listed.
pub enum Whose<'a> {
    /// A user by ID.
    User {
        /// The authority of the caller.
        authority: &'a Authority,
        /// `None`: the caller.
        user_id: Option<&'a str>,
    },
    /// The user of a session, for a super-user.
    Holder {
        /// The super-user's session.
        current_ust: &'a str,
        /// The session of the user.
        target_ust: &'a str,
    },
}

/// A page of a user's sessions, newest first.
///
/// # Errors
/// As `sessions.list` in `wit/`; E007001 if the session of a holder is not open; E008002 for `None`.
pub fn list(
    call: &mut Call<'_>,
    whose: Option<&Whose<'_>>,
    page: &ListPage,
) -> Result<SessionPage> {
    call.audited("session.get_list", |call| {
        let (user, current) = require_user_to_list(call, whose)?;
        let lifetime = Lifetime::of(call)?;
        let ids = newest_first(call, &lifetime, &user)?;
        let paging = Paging::new(
            page.cur_page,
            page.page_size,
            SESSIONS_OF_PAGE,
            SESSIONS_OF_PAGE,
        );
        let wanted = ids.iter().skip(paging.offset() as usize);
        let wanted = wanted.take(paging.page_size as usize);
        let keys: Vec<String> = wanted
            .flat_map(|id| {
                let user_id = &user.user_id;
                [keys::session(user_id, id), keys::session_log(user_id, id)]
            })
            .collect();
        let mut sessions = Vec::new();
        if !keys.is_empty() {
            let mut slots = store::read(call.platform, keys)?.into_iter();
            while let (Some(session), Some(log)) = (slots.next(), slots.next()) {
                let session = session.parse(call.now)?.found();
                if let Some(session) = lifetime.open(call, session)? {
                    let log: Option<SessionLog> = log.parse(call.now)?.document;
                    let ends_at = lifetime.end(&session);
                    sessions.push(describe_listed(
                        &user,
                        &session,
                        ends_at,
                        log,
                        current.as_deref(),
                    ));
                }
            }
        }
        Ok(SessionPage {
            total: u32::try_from(ids.len()).unwrap_or(u32::MAX),
            sessions,
        })
    })
}

/// The user, and the key of the caller's session.
fn require_user_to_list(
    call: &mut Call<'_>,
    whose: Option<&Whose<'_>>,
) -> Result<(Found<User>, Option<String>)> {
    match whose {
        None => Err(Fault::refused(SubStatus::CommonInvalidInput)),
        Some(Whose::User { authority, user_id }) => {
            let refusal = SubStatus::AuthNotAllowed;
            let case = access::require_self_or_super_user(call, authority, *user_id, refusal)?;
            let current = case.access.map(|access| access.session.check.key);
            Ok((case.user, current))
        }
        Some(Whose::Holder {
            current_ust,
            target_ust,
        }) => {
            let mut found = access::look_up(call, &[current_ust, target_ust])?.into_iter();
            let caller = access::require_caller(call, found.next().flatten())?;
            access::require_is_super_user(&caller)?;
            let target = found.next().flatten();
            let target = target.ok_or_else(access::no_such_session)?;
            call.target = Some(target.user.user_id.clone());
            Ok((target.user, Some(caller.session.check.key)))
        }
    }
}

/// The IDs of a user's sessions.
fn newest_first(call: &Call<'_>, lifetime: &Lifetime, user: &User) -> Result<Vec<String>> {
    let all = store::walk(call.platform, keys::all_sessions(&user.user_id)).in_batches_of(BATCH);
    let mut found: Vec<(Timestamp, String)> = Vec::new();
    for session in all.documents::<Session>(call.now) {
        if let Some(session) = lifetime.open(call, Some(session?))? {
            let id = keys::session_id(&session.check.key).to_owned();
            found.push((session.creation_time, id));
        }
        if found.len() == MAX_SESSIONS {
            break;
        }
    }
    found.sort_unstable_by(|(one, one_id), (other, other_id)| {
        other.cmp(one).then_with(|| one_id.cmp(other_id))
    });
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

fn describe_listed(
    user: &User,
    session: &Found<Session>,
    ends_at: Timestamp,
    log: Option<SessionLog>,
    current: Option<&str>,
) -> ListedSession {
    let changes = log.into_iter().flat_map(|log| log.entries);
    ListedSession {
        session: describe_session(user, session, ends_at),
        is_current: current == Some(&*session.check.key),
        changes: changes.map(describe_change).collect(),
    }
}
