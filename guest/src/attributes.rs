//! Attributes: named values of users and of sessions.
//!
//! How concurrent changes are kept apart: a commit that creates an attribute **writes** the document of
//! its owner, which has an upper bound of the number of attributes. So of two calls that create
//! attributes at the same moment, one starts over: a name is never created twice and the limit is never
//! exceeded. The renewal of a session finds all its attributes for the same reason. A commit that
//! changes an attribute checks the attribute and only checks the owner, because nothing depends on the
//! value. A commit that deletes an attribute does the same: the upper bound stays correct.

mod owner;
mod rules;
mod stored;
mod writing;

use crate::{
    call::Call,
    contract::{
        attributes::{Attribute, AttributeInput, AttributeOwner},
        storage::Check,
        types::{Authority, SubStatus},
    },
    distinct::distinct,
    documents::{self, Session, User},
    fault::Result,
    keyring::Keyring,
    keys, limits,
    store::{self, Commit, Found, Slot},
    timestamp::Timestamp,
};

use owner::{Owner, authorize};
use rules::{Wanted, invalid_input, require_names};
use writing::{How, write};

/// Writes the attributes of an account that the same commit adds. The commit has to note the secret key.
///
/// # Errors
/// E008002, if an input is invalid or a name occurs twice.
pub(crate) fn add_with_account(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    user: &mut User,
    inputs: &[AttributeInput],
) -> Result<()> {
    if inputs.is_empty() {
        return Ok(());
    }
    if distinct(inputs.iter().map(|input| &input.name)).len() < inputs.len() {
        return Err(invalid_input());
    }
    for wanted in Wanted::parse_all(call, inputs, limits::ATTRIBUTE_BYTES)? {
        let key = keys::user_attribute(&user.user_id, &wanted.name);
        let attribute = stored::new_attribute(call, keyring, &key, wanted, None)?;
        commit.put(key, &attribute)?;
        user.attributes_at_most += 1;
    }
    Ok(())
}

/// Creates attributes.
///
/// # Errors
/// As `attributes.create` in `wit/`.
pub fn create(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
    inputs: &[AttributeInput],
) -> Result<()> {
    call.audited(
        one_or_many(inputs, "attr.create", "attr.create_many"),
        |call| write(call, authority, owner, inputs, How::Create).map(|_| ()),
    )
}

/// Changes attributes that exist.
///
/// # Errors
/// As `attributes.update` in `wit/`.
pub fn update(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
    inputs: &[AttributeInput],
) -> Result<()> {
    call.audited(
        one_or_many(inputs, "attr.update", "attr.update_many"),
        |call| {
            let is_missing = write(call, authority, owner, inputs, How::Update)?;
            warn_if_missing(call, is_missing);
            Ok(())
        },
    )
}

/// Creates attributes, or changes those that exist.
///
/// # Errors
/// As `attributes.set` in `wit/`.
pub fn set(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
    inputs: &[AttributeInput],
) -> Result<()> {
    call.audited(one_or_many(inputs, "attr.set", "attr.set_many"), |call| {
        write(call, authority, owner, inputs, How::Set).map(|_| ())
    })
}

/// Deletes attributes.
///
/// # Errors
/// As `attributes.delete` in `wit/`.
pub fn delete(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
    names: &[String],
) -> Result<()> {
    call.audited(
        one_or_many(names, "attr.delete", "attr.delete_many"),
        |call| {
            let case = authorize(call, authority, owner)?;
            let slots = read_named(call, &case.owner, names)?;
            let mut commit = Commit::default();
            for slot in &slots {
                if slot.document.is_some() {
                    commit.check(&slot.check);
                    commit.delete(slot.check.key.clone());
                }
            }
            if !commit.is_empty() {
                case.owner.check(&mut commit);
                case.check_caller(&mut commit);
                call.record(&mut commit)?;
                call.commit(commit)?;
            }
            warn_if_missing(call, slots.iter().any(|slot| slot.document.is_none()));
            Ok(())
        },
    )
}

/// Looks at attributes.
///
/// # Errors
/// As `attributes.get` in `wit/`.
pub fn get(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
    names: &[String],
    decrypt: bool,
) -> Result<Vec<Option<Attribute>>> {
    call.audited(one_or_many(names, "attr.get", "attr.get_many"), |call| {
        let case = authorize(call, authority, owner)?;
        let slots = read_named(call, &case.owner, names)?;
        let keyring = call.keyring()?;
        let mut found = Vec::new();
        let mut size = 0;
        for (name, slot) in names.iter().zip(slots) {
            let attribute = slot.found();
            let attribute =
                attribute.map(|found| stored::describe_attribute(&keyring, name, found, decrypt));
            let attribute = attribute.transpose()?;
            let length = attribute.as_ref().map(|found| found.value_json.len());
            size += length.unwrap_or_default();
            rules::require_size(size)?;
            found.push(attribute);
        }
        Ok(found)
    })
}

/// Which of these attributes exist.
///
/// # Errors
/// As `attributes.exists` in `wit/`.
pub fn exists(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
    names: &[String],
) -> Result<Vec<bool>> {
    call.audited(
        one_or_many(names, "attr.exists", "attr.exists_many"),
        |call| {
            let case = authorize(call, authority, owner)?;
            let slots = read_named(call, &case.owner, names)?;
            Ok(slots.iter().map(|slot| slot.document.is_some()).collect())
        },
    )
}

/// The names of all attributes.
///
/// # Errors
/// As `attributes.names` in `wit/`.
pub fn names(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
) -> Result<Vec<String>> {
    call.audited("attr.names", |call| {
        let case = authorize(call, authority, owner)?;
        case.owner.names(call)
    })
}

/// Sets the expiry of a session's attributes to the new end of the session. A commit that changes the
/// end of a session has to include this.
///
/// The store removes expired documents on its own, and no operation runs when a session expires: so
/// each attribute has the expiry of its session. The commit checks each attribute, and the session,
/// which a commit that adds an attribute writes.
///
/// # Errors
/// If storage cannot be reached.
pub(crate) fn move_expiry(
    call: &Call<'_>,
    commit: &mut Commit,
    session: &Found<Session>,
    until: Timestamp,
) -> Result<()> {
    if session.attributes_at_most == 0 {
        return Ok(());
    }
    let range = keys::attributes_of_session(&session.check.key);
    let limit = limits::ATTRIBUTES_OF_SESSION;
    let all = store::scan::<documents::Attribute>(call.platform, call.now, range, limit)?;
    for Found {
        check: Check { key, version },
        document,
    } in all
    {
        let expires_at = documents::Attribute::end(document.expiration_time, Some(until));
        if document.expires_at != expires_at {
            let moved = documents::Attribute {
                expires_at,
                ..document
            };
            commit.put(key.clone(), &moved)?;
        }
        commit.check(&Check { key, version });
    }
    Ok(())
}

/// Reads the attributes of these names, in their order.
fn read_named(
    call: &Call<'_>,
    owner: &Owner,
    names: &[String],
) -> Result<Vec<Slot<documents::Attribute>>> {
    require_names(names.iter().map(String::as_str))?;
    let keys = names.iter().map(|name| owner.key(name)).collect();
    let slots = store::read(call.platform, keys)?.into_iter();
    slots.map(|slot| slot.parse(call.now)).collect()
}

fn one_or_many<T>(list: &[T], one: &'static str, many: &'static str) -> &'static str {
    if list.len() == 1 { one } else { many }
}

/// The audit event warns of attributes that do not exist.
fn warn_if_missing(call: &mut Call<'_>, is_missing: bool) {
    if is_missing {
        call.warnings.push(SubStatus::AttrNoSuchAttr);
    }
}
