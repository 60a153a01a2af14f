//! All operations over REST, with a valid request for each.
//!
//! Which operations there are is in `docs/openapi.json`. A new one needs a sample in
//! `tests/cases/operations.json`, and nothing else: the tests of access, outages, secrets and both doors
//! go over [`SAMPLES`]. `tests/everywhere` asks the same samples over HTTP on every host.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde_json::{Value, json};
use vestibule::http::OPENAPI;

mod scene;

pub(crate) use scene::{CALLERS, Caller, Scene};

/// The prefix of all paths.
const BASE: &str = "/zato/sso";

/// A request that a super-user may make. An operation may have several.
pub(crate) struct Sample {
    /// As `POST /user/login`.
    pub(crate) route: &'static str,
    /// The function of the contract that does the same, as `authentication.login`.
    pub(crate) function: &'static str,
    /// A value such as `{ust}` is replaced by a value from [`Scene`].
    pub(crate) input: Value,
    /// The answers to all [`CALLERS`], in their order: `ok`, 400 or the codes of a refusal.
    pub(crate) answers: &'static str,
}

static TABLE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../cases/operations.json")).unwrap());

/// The samples of all operations.
pub(crate) static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let samples = TABLE["samples"].as_array().unwrap().iter();
    let samples = samples.map(|sample| Sample {
        route: sample["route"].as_str().unwrap(),
        function: sample["function"].as_str().unwrap(),
        input: sample["input"].clone(),
        answers: sample["answers"].as_str().unwrap(),
    });
    samples.collect()
});

#[test]
fn the_table_has_the_callers_of_the_scene() {
    let in_table = TABLE["callers"].as_array().unwrap().iter();
    let in_table = in_table.map(|name| name.as_str().unwrap().replace('-', ""));
    let in_scene = CALLERS.map(|caller| format!("{caller:?}").to_lowercase());
    assert_eq!(in_table.collect::<Vec<_>>(), in_scene);
}

#[test]
fn every_operation_has_a_sample() {
    let described = all();
    let sampled = SAMPLES.iter().map(|sample| sample.route.to_owned());
    let sampled: BTreeSet<String> = sampled.collect();
    let missing: Vec<&String> = described.difference(&sampled).collect();
    assert!(
        missing.is_empty(),
        "add a sample to tests/cases/operations.json for {missing:?}"
    );
    let unknown: Vec<&String> = sampled.difference(&described).collect();
    assert!(
        unknown.is_empty(),
        "not in docs/openapi.json: {unknown:?}; remove their samples"
    );
}

/// Every path below `/zato/sso` with its methods.
pub(crate) fn routes() -> BTreeMap<String, BTreeSet<String>> {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let mut routes = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let methods = methods.as_object().unwrap().keys();
        let methods = methods.map(|method| method.to_uppercase()).collect();
        routes.insert(path.strip_prefix(BASE).unwrap().to_owned(), methods);
    }
    routes
}

/// Every operation, as `POST /user/login`.
pub(crate) fn all() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (path, methods) in routes() {
        all.extend(methods.iter().map(|method| format!("{method} {path}")));
    }
    all
}

/// Method and path.
pub(crate) fn split(route: &str) -> (&str, &str) {
    route.split_once(' ').unwrap()
}

/// An input in which `{name}` is replaced by the known value of this name. A key whose value is not known
/// is removed.
pub(crate) fn fill(input: &Value, known: impl Fn(&str) -> Option<String>) -> Value {
    let mut filled = json!({});
    for (key, value) in input.as_object().unwrap() {
        let name = value
            .as_str()
            .and_then(|text| text.strip_prefix('{')?.strip_suffix('}'));
        match name {
            None => filled[key] = value.clone(),
            Some(name) => {
                if let Some(text) = known(name) {
                    filled[key] = json!(text);
                }
            }
        }
    }
    filled
}
