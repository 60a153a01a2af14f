//! Looking up the sessions of USTs, with their users, in one read.

use crate::{
    call::Call,
    contract::storage::Entry,
    documents::{ApprovalStatus, Session, SessionLog, User},
    fault::Result,
    keys,
    store::{self, Slot},
    tokens::{self, UserSessionToken},
};

use super::{Access, lifetime::Lifetime};

/// Looks up several USTs in one read. `None` for a text that is not a UST, and for a session that has
/// ended or whose user is not approved.
///
/// # Errors
/// If keys or storage are not available.
pub fn look_up(call: &Call<'_>, usts: &[&str]) -> Result<Vec<Option<Access>>> {
    let found = find_sessions(call, usts, |_| None)?;
    Ok(found.into_iter().map(|found| found.access).collect())
}

/// Looks up a UST and the log of its session in one read.
///
/// # Errors
/// As [`look_up`].
pub(crate) fn look_up_with_log(
    call: &Call<'_>,
    ust: &str,
) -> Result<(Option<Access>, Option<SessionLog>)> {
    let log_key = |token: &UserSessionToken| keys::session_log(&token.user_id, &token.digest);
    let found = find_sessions(call, &[ust], |token| Some(log_key(token)))?.pop();
    let Some(FoundSession {
        access, additional, ..
    }) = found
    else {
        return Ok((None, None));
    };
    let log = match additional {
        Some(log) => log.parse(call.now)?.document,
        None => None,
    };
    Ok((access, log))
}

/// Looks up a UST, and returns whether its session exists but has ended.
pub(super) fn look_up_or_ended(call: &Call<'_>, ust: &str) -> Result<(Option<Access>, bool)> {
    let found = find_sessions(call, &[ust], |_| None)?.pop();
    let found = found.unwrap_or_default();
    Ok((found.access, found.has_ended))
}

/// The documents found for a UST.
#[derive(Default)]
struct FoundSession {
    access: Option<Access>,
    /// Whether there is a session that has ended.
    has_ended: bool,
    /// The requested additional document.
    additional: Option<Slot<Entry>>,
}

/// Reads the sessions and users of USTs, each with an additional document if a key is given for it.
fn find_sessions(
    call: &Call<'_>,
    usts: &[&str],
    additional_key: impl Fn(&UserSessionToken) -> Option<String>,
) -> Result<Vec<FoundSession>> {
    let keyring = call.keyring()?;
    let keys_of = |ust: &&str| {
        let Some(token) = tokens::open_ust(&keyring, ust) else {
            return Vec::new();
        };
        let mut keys = vec![
            keys::session(&token.user_id, &token.digest),
            keys::user(&token.user_id),
        ];
        keys.extend(additional_key(&token));
        keys
    };
    let wanted: Vec<Vec<String>> = usts.iter().map(keys_of).collect();
    let keys = wanted.concat();
    if keys.is_empty() {
        return Ok(usts.iter().map(|_| FoundSession::default()).collect());
    }
    let lifetime = Lifetime::of(call)?;
    let mut slots = store::read(call.platform, keys)?.into_iter();
    let mut found = Vec::new();
    for keys in wanted {
        let mut slots = slots.by_ref().take(keys.len());
        let mut session = match (slots.next(), slots.next()) {
            (Some(session), Some(user)) => parse_session(call, &lifetime, session, user)?,
            _ => FoundSession::default(),
        };
        session.additional = slots.next();
        found.push(session);
    }
    Ok(found)
}

fn parse_session(
    call: &Call<'_>,
    lifetime: &Lifetime,
    session: Slot<Entry>,
    user: Slot<Entry>,
) -> Result<FoundSession> {
    let session = session.parse::<Session>(call.now)?;
    let user = user.parse::<User>(call.now)?.found();
    let is_over = match &session.document {
        Some(session) => lifetime.is_over(call.now, session),
        None => session.expired.is_some(),
    };
    let has_ended = is_over && user.is_some();
    let session = lifetime.open(call, session.found())?;
    let access = match (session, user) {
        (Some(session), Some(user)) if user.approval_status == ApprovalStatus::Approved => {
            Some(Access {
                ends_at: lifetime.end(&session),
                session,
                user,
            })
        }
        _ => None,
    };
    Ok(FoundSession {
        access,
        has_ended,
        additional: None,
    })
}
