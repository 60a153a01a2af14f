//! The owner of the attributes in a call, and whether the caller may see and change them.

use std::collections::BTreeMap;

use crate::{
    access::{self, Access},
    account::{self, writing},
    call::Call,
    contract::{
        attributes::AttributeOwner,
        storage::KeyRange,
        types::{Authority, SubStatus},
    },
    documents::{ApprovalStatus, Attribute, Session, SignUpStatus, User},
    fault::{Fault, Result},
    keys,
    limits::{
        ATTRIBUTE_BYTES, ATTRIBUTES_OF_SESSION, ATTRIBUTES_OF_USER, OWNERS_AT_ONCE,
        SESSION_ATTRIBUTE_BYTES,
    },
    store::{self, Commit, Found},
    timestamp::Timestamp,
};

use super::rules::{Wanted, invalid_input};

/// Attributes that are read at a time: values may be large.
const BATCH: u32 = 50;

/// A caller who may act on the attributes of an owner.
pub(super) struct Authorized {
    /// `None` for the operator.
    caller: Option<Access>,
    pub(super) owner: Owner,
}

/// Requires that the caller may act on the attributes of a user or of a session.
///
/// # Errors
/// The common errors of all operations of `attributes` in `wit/`.
pub(super) fn authorize(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
) -> Result<Authorized> {
    match owner {
        AttributeOwner::User(user_id) => {
            let refusal = SubStatus::AuthNotAllowed;
            let user_id = user_id.as_deref();
            let case = access::require_self_or_super_user(call, authority, user_id, refusal)?;
            Ok(Authorized {
                caller: case.access,
                owner: Owner::user(case.user),
            })
        }
        AttributeOwner::Session(ust) => authorize_for_session(call, authority, ust),
    }
}

fn authorize_for_session(
    call: &mut Call<'_>,
    authority: &Authority,
    target_ust: &str,
) -> Result<Authorized> {
    let (caller, target) = match authority {
        Authority::Operator(_) => {
            let caller = access::require_super_user(call, authority)?;
            let target = access::look_up(call, &[target_ust])?.pop().flatten();
            (caller, target)
        }
        Authority::Session(ust) => {
            let mut found = access::look_up(call, &[ust, target_ust])?.into_iter();
            let caller = access::require_caller(call, found.next().flatten())?;
            (Some(caller), found.next().flatten())
        }
    };
    let target = target.ok_or_else(access::no_such_session)?;
    call.target = Some(target.user.user_id.clone());
    if let Some(caller) = &caller
        && caller.user.user_id != target.user.user_id
    {
        access::require_is_super_user(caller)?;
    }
    Ok(Authorized {
        caller,
        owner: Owner {
            user: target.user,
            session: Some(target.session),
        },
    })
}

impl Authorized {
    /// Makes a commit conditional: the caller and the caller's session have not changed since the read.
    pub(super) fn check_caller(&self, commit: &mut Commit) {
        if let Some(caller) = &self.caller {
            caller.check(commit);
        }
    }

    /// The ID of the user whose attribute it is.
    pub(super) fn user_id_of<'a>(&'a self, wanted: &'a Wanted) -> &'a str {
        let named = wanted.user_id.as_deref();
        named.unwrap_or(&self.owner.user.user_id)
    }

    /// The owners of attributes, by user ID.
    ///
    /// # Errors
    /// E008002 if an attribute of a session names a user, or if there are too many users; E005001 for another user's attribute if the
    /// caller is not a super-user; E001100.
    pub(super) fn owners(
        &self,
        call: &Call<'_>,
        wanted: &[Wanted],
    ) -> Result<BTreeMap<String, Owner>> {
        let is_of_session = self.owner.session.is_some();
        if is_of_session && wanted.iter().any(|wanted| wanted.user_id.is_some()) {
            return Err(invalid_input());
        }
        let caller = self.caller.as_ref();
        let sees_others = caller.is_none_or(|caller| caller.user.is_super_user);
        let mut owners = BTreeMap::new();
        for wanted in wanted {
            let user_id = self.user_id_of(wanted);
            if owners.contains_key(user_id) {
                continue;
            }
            if owners.len() == OWNERS_AT_ONCE {
                return Err(invalid_input());
            }
            let owner = if user_id == self.owner.user.user_id {
                self.owner.clone()
            } else if sees_others {
                Owner::user(account::user_by_id(call, user_id)?)
            } else {
                return Err(Fault::not_allowed());
            };
            owners.insert(user_id.to_owned(), owner);
        }
        Ok(owners)
    }
}

/// A user, or a session of a user.
#[derive(Clone)]
pub(super) struct Owner {
    user: Found<User>,
    session: Option<Found<Session>>,
}

impl Owner {
    fn user(user: Found<User>) -> Self {
        Self {
            user,
            session: None,
        }
    }

    /// The key of an attribute.
    pub(super) fn key(&self, name: &str) -> String {
        match &self.session {
            Some(session) => keys::session_attribute(&session.check.key, name),
            None => keys::user_attribute(&self.user.user_id, name),
        }
    }

    fn range(&self) -> KeyRange {
        match &self.session {
            Some(session) => keys::attributes_of_session(&session.check.key),
            None => keys::attributes_of_user(&self.user.user_id),
        }
    }

    /// Bytes that the value of an attribute may have.
    pub(super) fn max_value(&self) -> usize {
        match &self.session {
            Some(_) => SESSION_ATTRIBUTE_BYTES,
            None => ATTRIBUTE_BYTES,
        }
    }

    /// The stored end of the session; `None` for a user.
    pub(super) fn end(&self) -> Option<Timestamp> {
        self.session.as_ref().map(|session| session.expires_at)
    }

    /// Makes a commit conditional: the owner has not changed since the read.
    pub(super) fn check(&self, commit: &mut Commit) {
        commit.check(&self.user.check);
        if let Some(session) = &self.session {
            commit.check(&session.check);
        }
    }

    /// Requires that there is room for more attributes, and writes the new upper bound of their number.
    ///
    /// # Errors
    /// E008002 if there would be too many; E008001 if the owner cannot have attributes.
    pub(super) fn make_room(&self, call: &Call<'_>, commit: &mut Commit, added: u32) -> Result<()> {
        // An unconfirmed sign-up may expire and leave its attributes behind.
        let is_confirmed = self.user.sign_up_status == SignUpStatus::Final;
        if !is_confirmed || self.user.approval_status == ApprovalStatus::Rejected {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        let (before, limit) = match &self.session {
            Some(session) => (session.attributes_at_most, ATTRIBUTES_OF_SESSION),
            None => (self.user.attributes_at_most, ATTRIBUTES_OF_USER),
        };
        let mut attributes_at_most = before.saturating_add(added);
        if attributes_at_most > limit {
            let live = u32::try_from(self.names(call)?.len()).unwrap_or(u32::MAX);
            attributes_at_most = live.saturating_add(added);
        }
        if attributes_at_most > limit {
            return Err(invalid_input());
        }
        match &self.session {
            Some(session) => {
                let session_now = Session {
                    attributes_at_most,
                    ..session.document.clone()
                };
                commit.put(session.check.key.clone(), &session_now)
            }
            None => {
                let user_now = User {
                    attributes_at_most,
                    ..self.user.document.clone()
                };
                writing::change(commit, &self.user, &user_now)
            }
        }
    }

    /// The names of all attributes, in the order of their bytes.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub(super) fn names(&self, call: &Call<'_>) -> Result<Vec<String>> {
        let range = self.range();
        let prefix = range.start.clone();
        let all = store::walk(call.platform, range).in_batches_of(BATCH);
        let mut names = Vec::new();
        for attribute in all.documents::<Attribute>(call.now) {
            let key = attribute?.check.key;
            names.extend(key.strip_prefix(&*prefix).map(ToOwned::to_owned));
        }
        Ok(names)
    }
}
