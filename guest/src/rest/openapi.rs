//! The description of the REST API, as OpenAPI 3.1: generated from the rows of operations and from
//! the types in the signatures of their handlers, kept as `docs/openapi.json` and served by hosts
//! from there.
//!
//! A test generates it; it is not a part of the component.

mod answers;
mod described;
mod document;
mod inputs;
mod kinds;

use std::{collections::BTreeSet, path::Path};

use super::operations::OPERATIONS;

pub(super) use described::Described;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");

#[test]
fn the_golden_describes_the_api_as_it_is() {
    let mut document = serde_json::to_string_pretty(&document::document()).unwrap();
    document.push('\n');
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(Path::new(GOLDEN), &document).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    assert!(
        document == golden,
        "docs/openapi.json does not agree with the operations; if the change is intended, run with UPDATE_GOLDENS=1"
    );
}

/// The first of two rows would hide the other.
#[test]
fn every_operation_has_one_row() {
    let all = OPERATIONS.iter();
    let all: BTreeSet<(&str, &str)> = all.map(|row| (row.path, row.method)).collect();
    assert_eq!(all.len(), OPERATIONS.len());
}

/// Every reference in the document has a target.
#[test]
fn every_reference_has_a_target() {
    let document = document::document();
    let text = document.to_string();
    let references = text.split("\"$ref\":\"#").skip(1);
    for reference in references {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}
