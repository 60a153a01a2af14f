//! Whose attributes a call is about, and whether the caller may.

use std::collections::BTreeMap;

use crate::{
    access::{self, Access},
    account::{self, writing},
    call::Call,
    contract::{
        attributes::AttributeOwner,
        storage::{KeyRange, Page},
        types::{Authority, SubStatus},
    },
    documents::{ApprovalStatus, Attribute, Session, SignUpStatus, User},
    fault::{Fault, Result},
    keys,
    store::{Commit, Found, Slot},
    timestamp::Timestamp,
};

use super::rules::{MAX_OF_SESSION, MAX_OF_USER, Wanted, invalid_input};

/// Attributes that are read at a time where all are: values may be large.
const BATCH: u32 = 50;

/// Who asks about whose attributes.
pub(super) struct Case {
    /// None for the operator.
    caller: Option<Access>,
    pub(super) owner: Owner,
}

impl Case {
    /// # Errors
    /// What every operation of `attributes` in `wit/` refuses.
    pub(super) fn of(
        call: &mut Call<'_>,
        authority: &Authority,
        owner: &AttributeOwner,
    ) -> Result<Self> {
        let target = match owner {
            AttributeOwner::Session(target) => target,
            AttributeOwner::User(user_id) => {
                let refusal = SubStatus::AuthNotAllowed;
                let user_id = user_id.as_deref();
                let case = access::require_self_or_super_user(call, authority, user_id, refusal)?;
                return Ok(Self {
                    caller: case.access,
                    owner: Owner::user(case.user),
                });
            }
        };
        let (caller, target) = match authority {
            Authority::Operator => {
                let caller = access::require_super_user(call, authority)?;
                (caller, access::look_up(call, &[target])?.pop().flatten())
            }
            Authority::Session(ust) => {
                let mut found = access::look_up(call, &[ust, target])?.into_iter();
                let caller = access::require_caller(call, found.next().flatten())?;
                (Some(caller), found.next().flatten())
            }
        };
        let target = target.ok_or_else(access::no_such_session)?;
        call.target = Some(target.user.user_id.clone());
        let own = caller.as_ref();
        if let Some(caller) = own.filter(|own| own.user.user_id != target.user.user_id) {
            access::require_is_super_user(caller)?;
        }
        Ok(Self {
            caller,
            owner: Owner {
                user: target.user,
                session: Some(target.session),
            },
        })
    }

    /// Only if the caller still is who they were and has the session.
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
    /// E008002 if one of a session is somebody's; E005001 for somebody else's if the caller is no
    /// super-user; E001100.
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

    /// When everything it has ends.
    pub(super) fn end(&self) -> Option<Timestamp> {
        self.session.as_ref().map(|session| session.expires_at)
    }

    /// Only if it is as it was read.
    pub(super) fn check(&self, commit: &mut Commit) {
        commit.check(&self.user.check);
        if let Some(session) = &self.session {
            commit.check(&session.check);
        }
    }

    /// Makes room for more attributes, and writes that there may be more.
    ///
    /// # Errors
    /// E008002 if there would be too many; E008001 if it can have none.
    pub(super) fn make_room(&self, call: &Call<'_>, commit: &mut Commit, added: u32) -> Result<()> {
        // A sign-up that may still run out would leave them behind; one that a super-user undid
        // is none to add to either.
        let is_confirmed = self.user.sign_up_status == SignUpStatus::Final;
        if !is_confirmed || self.user.approval_status == ApprovalStatus::Rejected {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        let (before, limit) = match &self.session {
            Some(session) => (session.attributes_at_most, MAX_OF_SESSION),
            None => (self.user.attributes_at_most, MAX_OF_USER),
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
        let mut range = self.range();
        let prefix = range.start.clone();
        let page = Page {
            limit: BATCH,
            offset: 0,
            reverse: false,
            live_at: None,
        };
        let mut names = Vec::new();
        loop {
            let entries = call.platform.scan(&range, &[], page)?;
            let is_last = entries.len() < BATCH as usize;
            for entry in entries {
                // No key has U+0000, so this is the first that can follow.
                range.start = format!("{}\u{1}", entry.key);
                let attribute = Slot::of(entry).parse::<Attribute>(call.now)?.found();
                let name = attribute.as_ref().map(|found| &*found.check.key);
                names.extend(
                    name.and_then(|key| key.strip_prefix(&*prefix))
                        .map(str::to_owned),
                );
            }
            if is_last {
                return Ok(names);
            }
        }
    }
}
