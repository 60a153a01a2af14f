//! The description of the REST API, as OpenAPI 3.1: generated from the types that requests are
//! parsed with and answers are made of, kept as `docs/openapi.json` and served by hosts from there.
//!
//! It is made by a test and no part of the component.

mod answers;
mod document;
mod inputs;
mod kinds;
mod operations;

use std::{collections::BTreeSet, path::Path};

use super::routes::ROUTES;

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
        "docs/openapi.json is not what the types say; if that is meant, run with UPDATE_GOLDENS=1"
    );
}

#[test]
fn every_route_is_described_once_and_nothing_else_is() {
    let routes = ROUTES.iter().flat_map(|(path, methods)| {
        let methods = methods.iter();
        methods.map(move |(method, _)| (*path, *method))
    });
    let routes: BTreeSet<(&str, &str)> = routes.collect();
    let all = operations::all();
    let described = all.iter();
    let described: BTreeSet<(&str, &str)> = described
        .map(|operation| (operation.path, operation.method))
        .collect();
    assert_eq!(routes, described);
    assert_eq!(all.len(), described.len(), "one is described twice");
}

/// Nothing in the document leads nowhere.
#[test]
fn every_reference_is_there() {
    let document = document::document();
    let text = document.to_string();
    let references = text.split("\"$ref\":\"#").skip(1);
    for reference in references {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}
