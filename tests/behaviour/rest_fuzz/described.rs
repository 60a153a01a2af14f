//! What `docs/openapi.json` says of each operation.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub(super) struct Described {
    /// Of its input.
    pub(super) keys: Vec<String>,
    /// That answer it, while nothing is out of order.
    pub(super) statuses: BTreeSet<u16>,
}

/// By `POST /user/login`.
pub(super) fn described() -> BTreeMap<String, Described> {
    let document = include_str!("../../../docs/openapi.json");
    let document: Value = serde_json::from_str(document).unwrap();
    let mut described = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/zato/sso").unwrap();
        for (method, operation) in methods.as_object().unwrap() {
            let statuses = operation["responses"].as_object().unwrap().keys();
            let statuses = statuses.filter_map(|status| status.parse().ok());
            let operation = Described {
                keys: keys(&document, operation),
                statuses: statuses.filter(|status| *status < 500).collect(),
            };
            described.insert(format!("{} {path}", method.to_uppercase()), operation);
        }
    }
    described
}

fn keys(document: &Value, operation: &Value) -> Vec<String> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let names = parameters.filter_map(|parameter| parameter["name"].as_str());
    let mut keys: BTreeSet<String> = names.map(ToOwned::to_owned).collect();
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    for part in body["allOf"].as_array().into_iter().flatten() {
        let named = part["$ref"]
            .as_str()
            .map(|path| path.trim_start_matches('#'));
        let schema = named.map_or(Some(part), |path| document.pointer(path));
        let properties = schema.unwrap()["properties"].as_object();
        keys.extend(properties.into_iter().flatten().map(|(key, _)| key.clone()));
    }
    keys.into_iter().collect()
}
