//! Links between accounts and definitions. Only super-users learn which definitions there are.

use crate::{
    access,
    account::{self, writing},
    call::Call,
    contract::{
        linked_auth::{Definition, Link as ListedLink},
        types::{Authority, SubStatus},
    },
    documents::{ApprovalStatus, Kind, Link, Pointer, User},
    fault::{Fault, Result},
    keys::{self, BASIC_AUTH, Parts},
    limits::LINKS,
    sessions::end::end_sessions_of_credential,
    settings::linked_auth::is_username,
    store::{self, Commit, Found},
    tokens,
};

use super::ext_session_id;

/// The links of an account.
///
/// # Errors
/// As `linked-auth.get-list` in `wit/`.
pub fn get_list(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: Option<&str>,
) -> Result<Vec<ListedLink>> {
    call.audited("user.get_linked_auth_list", |call| {
        let refusal = SubStatus::AuthNotAllowed;
        let case = access::require_self_or_super_user(call, authority, user_id, refusal)?;
        let links = links_of(call, &case.user.user_id)?;
        Ok(links.iter().filter_map(describe_link).collect())
    })
}

fn links_of(call: &Call<'_>, user_id: &str) -> Result<Vec<Found<Link>>> {
    store::scan(call.platform, call.now, keys::all_links(user_id), LINKS)
}

fn describe_link(link: &Found<Link>) -> Option<ListedLink> {
    let key = Parts::of(Link::KEY, &link.check.key)?;
    Some(ListedLink {
        auth_type: key.get("type").to_owned(),
        auth_username: key.get("username").to_owned(),
        creation_time: link.creation_time.into(),
        is_active: link.is_active,
    })
}

/// Links an account to a definition.
///
/// # Errors
/// As `linked-auth.create` in `wit/`.
pub fn create(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: &str,
    definition: &Definition,
    is_active: bool,
) -> Result<()> {
    call.audited("user.create_linked_auth", |call| {
        let change = Change::prepare(call, authority, user_id, definition)?;
        if !change.is_defined {
            return Err(no_such_definition());
        }
        let Change {
            user,
            link_key,
            linked_to,
            mut commit,
            ..
        } = change;
        let is_lasting = user.expires_at.is_none();
        if user.approval_status == ApprovalStatus::Rejected || !is_lasting {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        let has_room = links_of(call, user_id)?.len() < LINKS as usize;
        if linked_to.document.is_some() || !has_room {
            return Err(Fault::refused(SubStatus::CommonInvalidInput));
        }
        let link = Link {
            creation_time: call.now,
            is_active,
            seed: tokens::new_token(call.platform),
        };
        commit.put(link_key, &link)?;
        commit.check(&linked_to.check);
        commit.put(linked_to.check.key.clone(), &Pointer::to(&user))?;
        // This makes two links that are added at the same moment conflict, so that the second one is
        // counted with the first.
        writing::change(&mut commit, &user, &user)?;
        call.record(&mut commit)?;
        call.commit(commit)
    })
}

/// Removes a link and ends its sessions.
///
/// # Errors
/// As `linked-auth.delete` in `wit/`.
pub fn delete(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: &str,
    definition: &Definition,
) -> Result<()> {
    call.audited("user.delete_linked_auth", |call| {
        let Change {
            user,
            is_defined,
            link_key,
            linked_to,
            mut commit,
        } = Change::prepare(call, authority, user_id, definition)?;
        let owner = linked_to.document.as_ref();
        let is_linked = owner.is_some_and(|owner| owner.user_id == user_id);
        let link = store::read_one::<Link>(call.platform, call.now, link_key)?.found();
        let (Some(link), true) = (link, is_linked) else {
            // A link whose definition was removed from the settings can still be removed.
            return Err(if is_defined {
                Fault::refused(SubStatus::CommonInvalidInput)
            } else {
                no_such_definition()
            });
        };
        // A session that begins at the same moment writes the link.
        commit.check(&link.check);
        commit.delete(link.check.key.clone());
        commit.check(&linked_to.check);
        commit.delete(linked_to.check.key.clone());
        let ext_session_id = ext_session_id(&definition.auth_username);
        end_sessions_of_credential(call, &mut commit, user_id, &ext_session_id)?;
        writing::change(&mut commit, &user, &user)?;
        call.record(&mut commit)?;
        call.commit(commit)
    })
}

/// The common part of creating and deleting a link.
struct Change {
    user: Found<User>,
    /// Whether the settings have the definition.
    is_defined: bool,
    link_key: String,
    /// The account that the definition is linked to.
    linked_to: store::Slot<Pointer>,
    commit: Commit,
}

impl Change {
    /// Checks the caller's rights first, so that other callers cannot find out which definitions exist.
    fn prepare(
        call: &mut Call<'_>,
        authority: &Authority,
        user_id: &str,
        definition: &Definition,
    ) -> Result<Self> {
        let access = access::require_super_user(call, authority)?;
        let Definition {
            auth_type,
            auth_username,
        } = definition;
        // Another text is not a definition's username, and may not fit into a key.
        if auth_type != BASIC_AUTH || !is_username(auth_username) {
            return Err(no_such_definition());
        }
        let user = account::user_by_id(call, user_id)?;
        call.target = Some(user_id.to_owned());
        let linked_to = keys::linked_to(auth_type, auth_username);
        let mut commit = Commit::default();
        if let Some(access) = &access {
            access.check(&mut commit);
        }
        Ok(Self {
            is_defined: call
                .settings
                .linked_auth(auth_type, auth_username)?
                .is_some(),
            link_key: keys::link(user_id, auth_type, auth_username),
            linked_to: store::read_one(call.platform, call.now, linked_to)?,
            user,
            commit,
        })
    }
}

fn no_such_definition() -> Fault {
    Fault::BadRequest("there is no such definition in the settings")
}
