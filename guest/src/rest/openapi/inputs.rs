//! Inputs: a JSON body, or the parameters of a query string.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::{described::Described, kinds};

/// Keys that authenticate the caller. None of them is always required: if an input has two, one is
/// enough, and the header `Authorization` can replace `ust`.
const CREDENTIALS: [&str; 2] = ["ust", "current_ust"];

const APP: &str = "The application that the call is made for.";

/// The keys that authenticate the caller, in the order of the security schemes. The header
/// `Authorization` replaces `ust` only.
pub(super) fn security(
    operation: &Described,
    generator: &mut SchemaGenerator,
) -> Vec<&'static str> {
    let input = resolved(operation, generator);
    let has = |key: &str| input["properties"].get(key).is_some();
    let mut schemes = Vec::new();
    if has("ust") {
        schemes.extend(["bearer", "basic", "ust"]);
    }
    if has("current_ust") {
        schemes.push("current_ust");
    }
    schemes
}

/// The body of an operation.
pub(super) fn body(
    operation: &Described,
    requires_app: bool,
    generator: &mut SchemaGenerator,
) -> Value {
    let mut app = json!({
        "type": "object",
        "properties": {"current_app": {"allOf": [text(generator)], "description": APP}},
    });
    if requires_app {
        app["required"] = json!(["current_app"]);
    }
    let mut all = vec![(operation.input)(generator).to_value()];
    let mut description =
        "Each key may be in the query string instead, which takes precedence. Unknown \
        keys are ignored."
            .to_owned();
    if let Some(body) = operation.body {
        let body = body(generator).to_value();
        let name = kind(&body).unwrap_or_default();
        description += &format!(" The keys of `{name}` count in the body only.");
        all.push(body);
    }
    all.push(app);
    let schema = json!({"allOf": all});
    json!({
        "required": false,
        "description": description,
        "content": {"application/json": {"schema": schema}},
    })
}

/// The parameters of an operation whose method has no body in OpenAPI. Keys that cannot
/// be written in a query string are left out.
pub(super) fn parameters(
    operation: &Described,
    requires_app: bool,
    generator: &mut SchemaGenerator,
) -> Value {
    let input = resolved(operation, generator);
    let is_required = |name: &str| {
        let required = input["required"].as_array();
        required.is_some_and(|names| names.iter().any(|known| known == name))
    };
    let mut parameters = vec![parameter(
        "current_app",
        requires_app,
        Some(APP),
        json!({"type": "string"}),
    )];
    let nothing = Map::new();
    for (name, schema) in input["properties"].as_object().unwrap_or(&nothing) {
        let Some(mut in_query) = kind(schema).and_then(kinds::in_query) else {
            continue;
        };
        if let Some(words) = schema["enum"].as_array() {
            let words = words.iter().filter(|word| !word.is_null());
            in_query["enum"] = words.cloned().collect();
        }
        let description = schema["description"].as_str();
        parameters.push(parameter(name, is_required(name), description, in_query));
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

fn resolved(operation: &Described, generator: &mut SchemaGenerator) -> Value {
    let reference = (operation.input)(generator).to_value();
    let name = kind(&reference).map(ToOwned::to_owned).unwrap_or_default();
    generator.definitions()[&name].clone()
}

/// Completes the schemas of inputs once all of them are known.
pub(super) fn finish(schemas: &mut Map<String, Value>) {
    for schema in schemas.values_mut() {
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|key| !CREDENTIALS.iter().any(|known| key == known));
        }
        simplify(schema);
    }
}

/// `null` in `Option<T>` is not listed: the schema of `T` allows it already.
fn simplify(schema: &mut Value) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for property in properties.values_mut() {
        let Some(kind) = kind(property) else {
            continue;
        };
        if kinds::in_query(kind).is_none() {
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
