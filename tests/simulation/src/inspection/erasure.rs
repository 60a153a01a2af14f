//! Rejected people are erased.

use serde_json::Value;

use crate::{
    inspection::text,
    model::{Forgotten, Invariant, Model, Violation},
    store::Store,
};

/// A value that an erased person entered occurs nowhere, unless another user entered the same.
pub(super) fn inspect(model: &Model, store: &Store) -> Result<(), Violation> {
    for person in &model.forgotten {
        for (key, stored) in &store.documents {
            if is_filed_under(key, &person.user_id) {
                let detail = format!("{key} outlives whose it was");
                return Err(Violation::new(Invariant::RejectedAreForgotten, detail));
            }
            let found = person.data.iter().find(|datum| {
                key.contains(datum.as_str()) || stored.value.contains(datum.as_str())
            });
            if let Some(datum) = found
                && !is_of_somebody_alike(model, person, key, &stored.json)
            {
                let detail = format!("{datum:?} of {} is in {key}", person.user_id);
                return Err(Violation::new(Invariant::RejectedAreForgotten, detail));
            }
        }
    }
    Ok(())
}

/// Any document but the rest of the account itself, which is compared with the model.
fn is_filed_under(key: &str, user_id: &str) -> bool {
    key.split('/').skip(1).any(|part| part == user_id) && !key.starts_with("user/")
}

/// Another account that has the same name or address.
fn is_of_somebody_alike(model: &Model, person: &Forgotten, key: &str, json: &Value) -> bool {
    let owner = match key.split('/').collect::<Vec<_>>()[..] {
        ["session", owner, _] => Some(owner),
        _ => text(json, "user_id"),
    };
    let owner = owner.filter(|owner| *owner != person.user_id);
    let Some(account) = owner.and_then(|owner| model.accounts.get(owner)) else {
        // Index keys of an unconfirmed sign-up whose name another user took.
        let is_index = !key.starts_with("user/") && !key.starts_with("session/");
        return owner.is_some() && is_index;
    };
    let same_name = person.names.iter().any(|name| account.has_name(name));
    let same_address = person
        .email
        .as_ref()
        .is_some_and(|email| account.has_email(email));
    same_name || same_address
}
