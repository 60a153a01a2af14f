//! Checking and renewing sessions, and what their end takes along.

pub mod ending;

use crate::{
    access::{self, Access},
    attributes,
    call::Call,
    contract::sessions,
    fault::{Fault, Result},
    settings::{apps::Apps, session},
    store::Commit,
    timestamp::Timestamp,
};

/// Looks a UST up for an embedder.
///
/// # Errors
/// As `sessions.verify` in `wit/`.
pub fn verify(call: &mut Call<'_>, ust: &str) -> Result<Option<sessions::Session>> {
    call.audited("session.verify", |call| {
        Apps::load(call.platform).require_known_current(call)?;
        let access = access::look_up(call, &[ust])?.pop().flatten();
        usable(call, access)
    })
}

/// The same for a super-user who is a REST client, in one read.
///
/// # Errors
/// The codes of a UST for `current_ust`; E005001 if its user is no super-user; E007001 if there
/// is no `target_ust`.
pub fn verify_for_super_user(
    call: &mut Call<'_>,
    current_ust: &str,
    target_ust: &str,
) -> Result<bool> {
    call.audited("session.verify", |call| {
        let mut found = access::look_up(call, &[current_ust, target_ust])?.into_iter();
        let caller = access::require_caller(call, found.next().flatten())?;
        access::require_is_super_user(&caller)?;
        if target_ust.is_empty() {
            return Err(access::no_such_session());
        }
        let session = usable(call, found.next().flatten())?;
        Ok(session.is_some())
    })
}

/// A session whose user would not be refused now.
fn usable(call: &mut Call<'_>, access: Option<Access>) -> Result<Option<sessions::Session>> {
    let Some(access) = access else {
        return Ok(None);
    };
    call.target = Some(access.user.user_id.clone());
    match access.require_usable(call, access.session.remote_addr.as_deref()) {
        Ok(()) => Ok(Some(describe(&access))),
        Err(Fault::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

fn describe(access: &Access) -> sessions::Session {
    sessions::Session {
        user_id: access.user.user_id.clone(),
        username: access.user.username.clone().unwrap_or_default(),
        is_super_user: access.user.is_super_user,
        creation_time: access.session.creation_time.into(),
        expiration_time: access.session.expires_at.into(),
        remote_addr: access.session.remote_addr.clone(),
        user_agent: access.session.user_agent.clone(),
    }
}

/// Lets a session live on. Returns its new end.
///
/// # Errors
/// As `sessions.renew` in `wit/`.
pub fn renew(call: &mut Call<'_>, ust: &str) -> Result<Timestamp> {
    call.audited("session.renew", |call| {
        let access = access::require_session(call, ust)?;
        let mut renewed = access.session.document.clone();
        renewed.expires_at = session::expiration(call);
        let mut commit = Commit::default();
        commit.check(&access.session.check);
        commit.check(&access.user.check);
        attributes::live_on(call, &mut commit, &access.session, renewed.expires_at)?;
        commit.put(access.session.check.key.clone(), &renewed)?;
        call.record(&mut commit)?;
        commit.commit(call.platform)?;
        Ok(renewed.expires_at)
    })
}
