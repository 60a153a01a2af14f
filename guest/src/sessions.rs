//! Sessions: checking, renewing, listing and ending them.

pub(crate) mod begin;
mod describe;
pub(crate) mod end;
mod list;
pub(crate) mod recent;
pub(crate) mod renew;
mod revoke;

pub use list::{Whose, list};
pub use revoke::end;

use describe::describe_session;
use renew::renew_session;

use crate::{
    access::{self, Access, lifetime::Lifetime},
    call::Call,
    contract::{sessions, types::Authority},
    fault::{Fault, Result},
    store::Commit,
    timestamp::Timestamp,
};

/// Checks a UST for an embedder. Returns the session if its user may use it now.
///
/// # Errors
/// As `sessions.verify` in `wit/`.
pub fn verify(call: &mut Call<'_>, ust: &str) -> Result<Option<sessions::Session>> {
    call.audited("session.verify", |call| {
        call.require_app()?;
        let access = access::look_up(call, &[ust])?.pop().flatten();
        usable(call, access)
    })
}

/// Checks a UST for a super-user who is a REST client; both USTs are looked up in one read.
///
/// # Errors
/// The codes of a UST for `current_ust`; E005001 if its user is not a super-user; E007001 if
/// `target_ust` is empty.
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

/// The session, if its user may use it now.
fn usable(call: &mut Call<'_>, access: Option<Access>) -> Result<Option<sessions::Session>> {
    let Some(access) = access else {
        return Ok(None);
    };
    call.target = Some(access.user.user_id.clone());
    match access.require_usable(call, access.session.remote_addr.as_deref()) {
        Ok(()) => Ok(Some(describe_session(
            &access.user,
            &access.session,
            access.ends_at,
        ))),
        Err(Fault::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Returns the details of a session: users see their own sessions, super-users and the operator all.
///
/// # Errors
/// As `sessions.get` in `wit/`.
pub fn get(
    call: &mut Call<'_>,
    authority: &Authority,
    target_ust: &str,
) -> Result<sessions::Session> {
    call.audited("session.get", |call| {
        let target = match authority {
            Authority::Operator(_) => {
                access::require_super_user(call, authority)?;
                access::look_up(call, &[target_ust])?.pop().flatten()
            }
            Authority::Session(ust) => {
                let mut found = access::look_up(call, &[ust, target_ust])?.into_iter();
                let caller = access::require_caller(call, found.next().flatten())?;
                let target = found.next().flatten();
                let is_own = |target: &Access| target.user.user_id == caller.user.user_id;
                // Regular users do not learn whether another user has such a session.
                if !target.as_ref().is_some_and(is_own) {
                    access::require_is_super_user(&caller)?;
                }
                target
            }
        };
        let target = target.ok_or_else(access::no_such_session)?;
        call.target = Some(target.user.user_id.clone());
        Ok(describe_session(
            &target.user,
            &target.session,
            target.ends_at,
        ))
    })
}

/// Renews a session. Returns its new end.
///
/// # Errors
/// As `sessions.renew` in `wit/`.
pub fn renew(call: &mut Call<'_>, ust: &str) -> Result<Timestamp> {
    call.audited("session.renew", |call| {
        let (access, log) = access::look_up_with_log(call, ust)?;
        let Access { session, user, .. } = access::require_caller(call, access)?;
        let lifetime = Lifetime::of(call)?;
        let mut commit = Commit::default();
        commit.check(&user.check);
        let renewed = renew_session(call, &mut commit, &lifetime, &user, &session, log)?;
        call.record(&mut commit)?;
        call.commit(commit)?;
        Ok(lifetime.end(&renewed))
    })
}
