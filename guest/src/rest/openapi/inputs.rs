//! Inputs: a JSON body, or the parameters of a query string.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::{kinds, operations::Operation};

/// Keys that say who is calling. A bearer token does so, too: none of them is always required.
const CREDENTIALS: [&str; 2] = ["ust", "current_ust"];

const APP: &str = "The application that the call is made for.";

/// Whether an input has a place for the caller's UST.
pub(super) fn has_credentials(operation: &Operation, generator: &mut SchemaGenerator) -> bool {
    let input = resolved(operation, generator);
    CREDENTIALS
        .iter()
        .any(|key| input["properties"].get(key).is_some())
}

/// The body of an operation.
pub(super) fn body(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut app = json!({
        "type": "object",
        "properties": {"current_app": {"allOf": [text(generator)], "description": APP}},
    });
    if operation.requires_app {
        app["required"] = json!(["current_app"]);
    }
    let schema = json!({"allOf": [(operation.input)(generator), app]});
    json!({
        "required": false,
        "description": "Each key may be in the query string instead, which wins. Keys that are \
            not known are ignored.",
        "content": {"application/json": {"schema": schema}},
    })
}

/// The parameters of an operation whose method has no body, as far as OpenAPI goes. What no query
/// string can say is left out.
pub(super) fn parameters(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let input = resolved(operation, generator);
    let is_required = |name: &str| {
        let required = input["required"].as_array();
        required.is_some_and(|names| names.iter().any(|known| known == name))
    };
    let mut parameters = vec![parameter(
        "current_app",
        operation.requires_app,
        Some(APP),
        json!({"type": "string"}),
    )];
    let nothing = Map::new();
    for (name, schema) in input["properties"].as_object().unwrap_or(&nothing) {
        let kind = kind(schema).and_then(kinds::in_query);
        let description = schema["description"].as_str();
        parameters.extend(kind.map(|kind| parameter(name, is_required(name), description, kind)));
    }
    Value::Array(parameters)
}

fn parameter(name: &str, is_required: bool, description: Option<&str>, schema: Value) -> Value {
    let is_required = is_required && !CREDENTIALS.contains(&name);
    let mut parameter = json!({
        "name": name, "in": "query", "required": is_required, "schema": schema,
    });
    if let Some(description) = description {
        parameter["description"] = json!(description);
    }
    parameter
}

/// The name of the schema that a property refers to.
fn kind(property: &Value) -> Option<&str> {
    let reference = property["$ref"].as_str().or_else(|| {
        let options = property["anyOf"].as_array();
        options?.iter().find_map(|option| option["$ref"].as_str())
    });
    reference?.rsplit('/').next()
}

fn text(generator: &mut SchemaGenerator) -> Value {
    generator
        .subschema_for::<crate::rest::input::Text>()
        .to_value()
}

fn resolved(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let reference = (operation.input)(generator).to_value();
    let name = kind(&reference).map(ToOwned::to_owned).unwrap_or_default();
    generator.definitions()[&name].clone()
}

/// What is left to do once all schemas of inputs are there.
pub(super) fn finish(schemas: &mut Map<String, Value>) {
    for schema in schemas.values_mut() {
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|key| !CREDENTIALS.iter().any(|known| key == known));
        }
        simplify(schema);
    }
}

/// A kind takes null as it is: that an optional one does so, too, is no news.
fn simplify(schema: &mut Value) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for property in properties.values_mut() {
        if kind(property).and_then(kinds::in_query).is_none() {
            continue;
        }
        let first = property["anyOf"][0].clone();
        if let (Some(property), Some(reference)) = (property.as_object_mut(), first.get("$ref")) {
            property.remove("anyOf");
            property.insert("$ref".to_owned(), reference.clone());
        }
        if let Some(property) = property.as_object_mut() {
            property.remove("default");
        }
    }
}
