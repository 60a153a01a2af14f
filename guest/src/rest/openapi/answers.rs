//! Answers: the members that all have, successes, refusals, and failures.

use std::path::Path;

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};
use wit_parser::{Resolve, TypeDefKind};

use super::described::{Described, Output, SchemaOf};
use crate::sub_status::{ALL, code};

/// The answers of an operation, by status.
pub(super) fn responses(operation: &Described, generator: &mut SchemaGenerator) -> Value {
    let mut success = success(operation, generator);
    success["headers"]["X-Zato-SSO-UST"] = linked_ust();
    let mut responses = json!({"200": success});
    for (status, name, _, _) in FAILURES.iter().filter(|(_, _, _, own)| *own) {
        responses[status] = json!({"$ref": format!("#/components/responses/{name}")});
    }
    responses
}

/// Every request may have a linked credential.
fn linked_ust() -> Value {
    json!({"$ref": "#/components/headers/LinkedUst"})
}

/// Closes the objects within an answer: they have only the described keys. The answer itself is closed
/// where its parts are joined.
pub(super) fn close(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    for (key, member) in members.iter_mut() {
        let is_within = matches!(key.as_str(), "items" | "additionalProperties");
        if is_within && member.get("$ref").is_some() {
            member["unevaluatedProperties"] = json!(false);
        }
        close(member);
    }
}

const NO_BODY: &str = "Done; there is no body. An unknown `current_app` has one, of the schema \
    `Refused`.";

/// An unknown application is refused with status 200, as in Zato.
fn success(operation: &Described, generator: &mut SchemaGenerator) -> Value {
    let refused = reference("Refused");
    let done = reference("Done");
    let maybe_warned = reference("DoneMaybeWarned");
    let with = |status: Value, output: SchemaOf, generator: &mut SchemaGenerator| json!({"allOf": [status, output(generator)], "unevaluatedProperties": false});
    let (description, schema) = match operation.output {
        Output::Done => ("Done", done),
        Output::Fields(output) => ("Done", with(done, output, generator)),
        Output::Warned(output) => ("Done", with(maybe_warned, output, generator)),
        Output::List(output) => (
            "The list",
            json!({
                "type": "array",
                "items": {"allOf": [output(generator)], "unevaluatedProperties": false},
            }),
        ),
        Output::NoBody => return json!({"description": NO_BODY}),
    };
    json!({
        "description": format!("{description}. An unknown `current_app` is `status: error`."),
        "content": {"application/json": {"schema": {"oneOf": [schema, refused]}}},
    })
}

/// The failures: status, name, meaning, and whether it can occur for a path and method that exist.
const FAILURES: [(&str, &str, &str, bool); 9] = [
    (
        "400",
        "BadRequest",
        "A key is missing or of the wrong type, or the input is not a JSON object. The response gives no details.",
        true,
    ),
    (
        "403",
        "Refused",
        "A rule refused the call, for the reasons in `sub_status`.",
        true,
    ),
    ("404", "NotFound", "The path does not exist.", false),
    (
        "405",
        "MethodNotAllowed",
        "The path does not have this method.",
        false,
    ),
    (
        "408",
        "RequestTimeout",
        "The body did not arrive in time.",
        true,
    ),
    (
        "413",
        "PayloadTooLarge",
        "The body has more than 65,536 bytes.",
        true,
    ),
    (
        "429",
        "TooManyAttempts",
        "There were too many attempts.",
        true,
    ),
    (
        "503",
        "Unavailable",
        "The server is overloaded, or storage is unavailable. Nothing was changed, unless a reply of the storage was lost.",
        true,
    ),
    ("500", "InternalError", "A defect of the server.", false),
];

/// The failures in full.
pub(super) fn failures() -> Value {
    let mut failures = Map::new();
    for (status, name, description, _) in FAILURES {
        let schema = match status {
            "403" | "429" | "500" | "503" => "Refused",
            _ => "Error",
        };
        let mut failure = json!({
            "description": description,
            "content": {"application/json": {"schema": reference(schema)}},
        });
        if let "403" | "429" | "503" = status {
            failure["headers"]["X-Zato-SSO-UST"] = linked_ust();
        }
        if let "429" | "503" = status {
            failure["headers"]["Retry-After"] = json!({
                "description": "Seconds to wait before trying again.",
                "required": true,
                "schema": {"type": "integer", "minimum": 1},
            });
        }
        if status == "405" {
            failure["headers"]["Allow"] = json!({
                "description": "The methods that the path has.",
                "required": true,
                "schema": {"type": "string"},
            });
        }
        failures.insert(name.to_owned(), failure);
    }
    Value::Object(failures)
}

/// The schemas that all answers share.
pub(super) fn add_schemas(schemas: &mut Map<String, Value>) {
    let mut answer = |name: &str, properties: Value| {
        let required: Vec<&String> = properties.as_object().unwrap().keys().collect();
        let required = json!(required);
        schemas.insert(
            name.to_owned(),
            json!({"type": "object", "properties": properties, "required": required}),
        );
    };
    let cid = reference("Cid");
    let codes = json!({"type": "array", "items": reference("SubStatus"), "minItems": 1});
    answer("Done", json!({"status": {"const": "ok"}, "cid": cid}));
    answer(
        "Warned",
        json!({"status": {"const": "warning"}, "sub_status": codes, "cid": cid}),
    );
    answer(
        "Refused",
        json!({"status": {"const": "error"}, "sub_status": codes, "cid": cid}),
    );
    answer(
        "Error",
        json!({"result": {"const": "Error"}, "details": {"type": "string"}, "cid": cid}),
    );
    for closed in ["Refused", "Error"] {
        schemas[closed]["additionalProperties"] = json!(false);
    }
    let either = json!({"oneOf": [reference("Done"), reference("Warned")]});
    schemas.insert("DoneMaybeWarned".to_owned(), either);
    schemas.insert(
        "Cid".to_owned(),
        json!({
            "description": "Identifies the call in the server's audit log.",
            "type": "string",
            "pattern": "^[0-9a-f]{24}$",
        }),
    );
    schemas.insert("SubStatus".to_owned(), sub_status());
}

/// Every code, with the name and the meaning that the contract gives it.
fn sub_status() -> Value {
    let mut resolve = Resolve::default();
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    resolve.push_dir(&wit).unwrap();
    let found = resolve.types.iter().find_map(|(_, definition)| {
        let is_it = definition.name.as_deref() == Some("sub-status");
        match &definition.kind {
            TypeDefKind::Enum(found) if is_it => Some(found),
            _ => None,
        }
    });
    let cases = &found.unwrap().cases;
    assert_eq!(
        cases.len(),
        ALL.len(),
        "cases in wit/types.wit and in sub_status.rs"
    );
    let codes = cases.iter().zip(ALL).map(|(case, sub_status)| {
        let documentation = case.docs.contents.as_deref().unwrap();
        let (documented, meaning) = documentation.split_once(": ").unwrap();
        assert_eq!(
            documented,
            code(*sub_status),
            "the code of {} in wit/types.wit",
            case.name
        );
        json!({
            "const": documented,
            "title": case.name,
            "description": meaning.trim().replace('\n', " "),
        })
    });
    let codes: Vec<Value> = codes.collect();
    json!({
        "description": "The reasons of a refusal, or warnings. Codes with W are warnings.",
        "type": "string",
        "oneOf": codes,
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}
