//! Creating and changing attributes: all of a call or none.

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    call::Call,
    contract::{
        attributes::{AttributeInput, AttributeOwner},
        types::{Authority, SubStatus},
    },
    distinct::distinct,
    documents::Attribute,
    fault::{Fault, Result},
    key_check,
    keyring::Keyring,
    store::{self, Commit},
};

use super::{
    owner::{Authorized, Owner, authorize},
    rules::{Wanted, invalid_input, require_size},
    stored,
};

/// How attributes that exist, and those that do not, are treated.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum How {
    /// An attribute that exists is refused.
    Create,
    /// Attributes that do not exist are skipped.
    Update,
    /// Attributes may exist or not.
    Set,
}

/// Writes attributes; returns whether some were skipped.
pub(super) fn write(
    call: &mut Call<'_>,
    authority: &Authority,
    owner: &AttributeOwner,
    inputs: &[AttributeInput],
    how: How,
) -> Result<bool> {
    let case = authorize(call, authority, owner)?;
    let wanted = Wanted::parse_all(call, inputs, case.owner.max_value())?;
    let owners = case.owners(call, &wanted)?;
    let keys: Vec<String> = wanted
        .iter()
        .flat_map(|wanted| Some(owners.get(case.user_id_of(wanted))?.key(&wanted.name)))
        .collect();
    if distinct(&keys).len() < wanted.len() {
        return Err(match how {
            How::Create => Fault::refused(SubStatus::AttrAlreadyExists),
            How::Update | How::Set => invalid_input(),
        });
    }
    let mut batch = Batch {
        owners: &owners,
        keyring: call.keyring()?,
        commit: Commit::default(),
        is_sealed: false,
        size: 0,
        touched: BTreeMap::new(),
    };
    let slots = store::read(call.platform, keys)?;
    let mut is_missing = false;
    for (wanted, slot) in wanted.into_iter().zip(slots) {
        let slot = slot.parse::<Attribute>(call.now)?;
        if slot.document.is_some() && how == How::Create {
            return Err(Fault::refused(SubStatus::AttrAlreadyExists));
        }
        if slot.document.is_none() && how == How::Update {
            is_missing = true;
            continue;
        }
        let user_id = case.user_id_of(&wanted).to_owned();
        batch.add(call, user_id, slot, wanted, how)?;
    }
    batch.commit(call, &case)?;
    Ok(is_missing)
}

struct Batch<'a> {
    owners: &'a BTreeMap<String, Owner>,
    keyring: Rc<Keyring>,
    commit: Commit,
    is_sealed: bool,
    /// Bytes of the values that are written, in clear.
    size: usize,
    /// The users whose attributes are written, and how many attributes are added to each.
    touched: BTreeMap<String, u32>,
}

impl Batch<'_> {
    fn add(
        &mut self,
        call: &Call<'_>,
        user_id: String,
        slot: store::Slot<Attribute>,
        mut wanted: Wanted,
        how: How,
    ) -> Result<()> {
        let end = self.owners.get(&user_id).and_then(Owner::end);
        let key = slot.check.key.clone();
        let keyring = &self.keyring;
        let (written, added) = match slot.document {
            None => (stored::new_attribute(call, keyring, &key, wanted, end)?, 1),
            Some(old) => {
                if how == How::Update && wanted.is_empty {
                    wanted.value = None;
                } else if wanted.value.is_none() {
                    wanted.value = Some(stored::null()?);
                }
                if !wanted.changes_something() {
                    return Ok(());
                }
                let changed = stored::changed_attribute(call, keyring, &key, old, wanted, end)?;
                (changed, 0)
            }
        };
        self.size += written.length_in_clear();
        require_size(self.size)?;
        self.is_sealed |= written.is_encrypted;
        self.commit.check(&slot.check);
        self.commit.put(key, &written)?;
        *self.touched.entry(user_id).or_default() += added;
        Ok(())
    }

    fn commit(mut self, call: &mut Call<'_>, case: &Authorized) -> Result<()> {
        if self.commit.is_empty() {
            return Ok(());
        }
        case.check_caller(&mut self.commit);
        // The owner of the request is checked even if all attributes belong to other users.
        case.owner.check(&mut self.commit);
        // Each user has a stored event of their own. The emitted event names a user only if there is one.
        for (user_id, added) in &self.touched {
            if let Some(owner) = self.owners.get(user_id) {
                owner.check(&mut self.commit);
                if *added > 0 {
                    owner.make_room(call, &mut self.commit, *added)?;
                }
            }
            call.target = Some(user_id.clone());
            call.record(&mut self.commit)?;
        }
        if self.touched.len() > 1 {
            call.target = None;
        }
        if self.is_sealed {
            let noted = key_check::read(call.platform)?;
            key_check::note(&mut self.commit, &noted, &self.keyring)?;
        }
        call.commit(self.commit)
    }
}
