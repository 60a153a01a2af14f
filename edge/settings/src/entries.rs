//! The entries of a stanza, as `settings.entry` returns them.

use std::collections::HashMap;

use serde_json::Value;

/// The entries of a stanza, as JSON texts by their keys.
#[must_use]
pub fn entries(name: &str, stanza: &Value) -> HashMap<String, String> {
    if name == "linked_auth" {
        return definitions(stanza);
    }
    let members = stanza.as_object().into_iter().flatten();
    members
        .map(|(key, value)| (key.clone(), value.to_string()))
        .collect()
}

/// `[[linked_auth.definition]]` by type and username. The first of several is the one that counts.
fn definitions(stanza: &Value) -> HashMap<String, String> {
    let list = stanza.get("definition").and_then(Value::as_array);
    let mut entries = HashMap::new();
    for definition in list.into_iter().flatten() {
        let text = |member| definition.get(member).and_then(Value::as_str);
        if let (Some(auth_type), Some(username)) = (text("auth_type"), text("username")) {
            let key = format!("{auth_type}/{username}");
            entries.entry(key).or_insert_with(|| definition.to_string());
        }
    }
    entries
}
