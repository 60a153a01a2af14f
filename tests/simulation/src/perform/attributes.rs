//! Calls of the operations on attributes.

use vestibule_guest::{
    attributes,
    call::Call,
    contract::attributes::{Attribute, AttributeInput, AttributeOwner},
};

use crate::{
    model::SeenAttribute,
    operation::attributes::{How, Input, OnAttributes, Owner, What},
    outcome::{Outcome, Reply, micros},
};

pub(super) fn perform(call: &mut Call<'_>, asked: &OnAttributes) -> Outcome {
    let by = asked.by.authority();
    let owner = match &asked.owner {
        Owner::User(user_id) => AttributeOwner::User(user_id.clone()),
        Owner::Session(ust) => AttributeOwner::Session(ust.clone()),
    };
    let nothing = |()| Reply::Nothing;
    match &asked.what {
        What::Write(how, inputs) => {
            let inputs: Vec<AttributeInput> = inputs.iter().map(input).collect();
            let write = match how {
                How::Create => attributes::create,
                How::Update => attributes::update,
                How::Set => attributes::set,
            };
            Outcome::of(write(call, &by, &owner, &inputs), nothing)
        }
        What::Delete(names) => Outcome::of(attributes::delete(call, &by, &owner, names), nothing),
        What::Get { names, decrypt } => {
            let found = attributes::get(call, &by, &owner, names, *decrypt);
            Outcome::of(found, |found| {
                let seen = found.iter().map(|found| see(found.as_ref(), *decrypt));
                Reply::Seen(seen.collect())
            })
        }
        What::Exists(names) => {
            let exist = attributes::exists(call, &by, &owner, names);
            Outcome::of(exist, |exist| Reply::Seen(format!("{exist:?}")))
        }
        What::Names => {
            let names = attributes::names(call, &by, &owner);
            Outcome::of(names, |names| Reply::Seen(format!("{names:?}")))
        }
    }
}

fn input(input: &Input) -> AttributeInput {
    AttributeInput {
        name: input.name.clone(),
        value_json: input.value.clone(),
        expiration: input.expiration,
        encrypt: input.encrypt,
        user_id: input.user_id.clone(),
    }
}

fn see(attribute: Option<&Attribute>, decrypt: bool) -> String {
    let Some(attribute) = attribute else {
        return "none;".to_owned();
    };
    let is_secret = attribute.is_encrypted && !decrypt;
    // A sealed value is a text without spaces, as Base64 is.
    let is_sealed = attribute.value_json.starts_with('"') && !attribute.value_json.contains(' ');
    let seen = SeenAttribute {
        value: (!(is_secret && is_sealed)).then_some(&attribute.value_json),
        is_encrypted: attribute.is_encrypted,
        created: micros(attribute.creation_time),
        modified: micros(attribute.last_modified),
        expiration: attribute.expiration_time.map(micros),
    };
    seen.to_string()
}
