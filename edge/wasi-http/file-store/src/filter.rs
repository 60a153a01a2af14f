//! The meaning of a filter.

use std::collections::BTreeMap;

use vestibule_storage_protocol::{Clause, Condition, Test, members};

/// Whether a document matches all clauses.
pub(crate) fn matches(filter: &[Clause], document: &str) -> bool {
    if filter.is_empty() {
        return true;
    }
    let texts = members::texts(document);
    let mut clauses = filter.iter();
    clauses.all(|clause| clause.any_of.iter().any(|each| holds(each, &texts)))
}

fn holds(condition: &Condition, texts: &BTreeMap<Vec<u8>, Vec<u8>>) -> bool {
    let text = condition.text.as_bytes();
    texts
        .get(condition.field.as_bytes())
        .is_some_and(|found| match condition.test {
            Test::Equals => found == text,
            Test::Contains => members::contains(found, text),
        })
}
