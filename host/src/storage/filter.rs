//! The meaning of a filter, for backends that compare documents themselves.

use std::collections::BTreeMap;

use vestibule_storage_protocol::members;

use super::types::{Clause, Condition, Test};

/// Whether a document matches all clauses.
pub(super) fn matches(filter: &[Clause], document: &str) -> bool {
    if filter.is_empty() {
        return true;
    }
    let texts = members::texts(document);
    filter
        .iter()
        .all(|clause| clause.any_of.iter().any(|each| holds(each, &texts)))
}

fn holds(condition: &Condition, texts: &BTreeMap<Vec<u8>, Vec<u8>>) -> bool {
    let Some(found) = texts.get(condition.field.as_bytes()) else {
        return false;
    };
    let text = condition.text.as_bytes();
    match condition.test {
        Test::Equals => found == text,
        Test::Contains => members::contains(found, text),
    }
}
