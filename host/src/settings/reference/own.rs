//! Stanzas that concern this host alone, from the types that the file is read with.

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use super::{Key, Stanza, meaning};

/// A stanza of the file.
pub(super) fn stanza<T: JsonSchema>(name: &str) -> Stanza {
    let schema = schema_for!(T).to_value();
    let mut keys = Vec::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let (meaning, default) = meaning(property["description"].as_str().unwrap());
        keys.push(Key {
            name: name.clone(),
            kind: kind(property).to_owned(),
            range: String::new(),
            default: default.unwrap_or_default(),
            meaning,
        });
    }
    Stanza {
        heading: format!("[{name}]"),
        meaning: "Of this host alone.".to_owned(),
        keys,
    }
}

fn kind(property: &Value) -> &'static str {
    let text = property["type"].to_string();
    let kinds = [
        ("array", "list of texts"),
        ("integer", "integer"),
        ("boolean", "true or false"),
    ];
    let found = kinds.iter().find(|(kind, _)| text.contains(kind));
    found.map_or("text", |(_, words)| words)
}
