//! A call about a user: the caller and the user concerned.

use crate::{
    account,
    call::Call,
    contract::types::{Authority, SubStatus},
    documents::{Session, User},
    fault::{Fault, Result},
    store::{Commit, Found},
};

use super::{Access, OPERATOR, require_session, require_super_user};

/// A caller who may act on the account of a user: the user themselves, a super-user or the operator.
pub struct Case {
    /// The caller's session; `None` for the operator.
    pub access: Option<Access>,
    /// The user whose account it is about. It is the same read as the caller's, if it is the caller's
    /// own account.
    pub user: Found<User>,
}

impl Case {
    /// Whether the account is the caller's own.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.own_session().is_some()
    }

    /// The caller's session, if the account is the caller's own.
    #[must_use]
    pub fn own_session(&self) -> Option<&Found<Session>> {
        let access = self.access.as_ref()?;
        (access.user.user_id == self.user.user_id).then_some(&access.session)
    }

    /// Whether the caller is a super-user or the operator.
    #[must_use]
    pub fn is_by_super_user(&self) -> bool {
        let access = self.access.as_ref();
        access.is_none_or(|access| access.user.is_super_user)
    }

    /// The caller's user ID, or `operator`.
    #[must_use]
    pub fn caller_id(&self) -> String {
        let access = self.access.as_ref();
        access.map_or_else(|| OPERATOR.to_owned(), |access| access.user.user_id.clone())
    }

    /// Makes a commit conditional: the caller and the caller's session have not changed since the
    /// read. (The operation itself checks or writes the user concerned.)
    pub fn check_caller(&self, commit: &mut Commit) {
        if let Some(access) = &self.access {
            access.check(commit);
        }
    }
}

/// Requires that the caller may act on the account of a user: regular users on their own, super-users
/// and the operator on all. `None` is the caller's own account.
///
/// # Errors
/// - The codes of a UST.
/// - `refusal`, if a regular user asks about another user's account.
/// - E001100, if no user has the ID.
/// - E008003, if the operator gives no ID.
pub fn require_self_or_super_user(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: Option<&str>,
    refusal: SubStatus,
) -> Result<Case> {
    let access = match authority {
        Authority::Operator(_) => require_super_user(call, authority)?,
        Authority::Session(ust) => Some(require_session(call, ust)?),
    };
    let own = access.as_ref().map(|access| &access.user);
    let user = match (user_id, own) {
        (None, None) => return Err(Fault::refused(SubStatus::CommonMissingInput)),
        (None, Some(own)) => own.clone(),
        (Some(user_id), Some(own)) if own.user_id == user_id => own.clone(),
        (Some(_), Some(own)) if !own.is_super_user => return Err(Fault::refused(refusal)),
        (Some(user_id), _) => account::user_by_id(call, user_id)?,
    };
    call.target = Some(user.user_id.clone());
    Ok(Case { access, user })
}
