//! The document as a whole.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{OPERATIONS, answers, inputs};
use crate::rest::operations::{App, BASE};

const DESCRIPTION: &str = "\
The input is the query string and a JSON body merged, for every method. If both have a key, the query \
string takes precedence; a parameter repeated there is a list. GET and DELETE accept a body too, \
which OpenAPI cannot express. The `Content-Type` of a request is ignored, and so are unknown keys. A \
required key counts as present if it is `null` or empty. No text may contain U+0000.

Answers are JSON and have a `cid` that identifies the call in the server's audit log, except for bare \
lists and answers without a body. Paths and methods that are not in this document are answered with \
404 and 405. Dates are ISO 8601 in UTC, without a time zone.

A user session token (UST) authenticates the caller: in the input, or in the header `Authorization`. \
The header may have a linked credential instead.";

/// The document.
pub(super) fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = settings.clone().for_deserialize().into_generator();
    let mut given = settings.for_serialize().into_generator();
    let mut paths = Map::new();
    for row in OPERATIONS {
        let operation = (row.described)();
        let requires_app = !matches!(row.app, App::Optional);
        let mut described = json!({
            "operationId": operation_id(row.method, row.path),
            "summary": operation.summary,
            "tags": [tag(row.path)],
            "responses": answers::responses(&operation, &mut given),
        });
        let schemes = inputs::security(&operation, &mut generator).into_iter();
        described["security"] = schemes.map(|scheme| json!({scheme: []})).collect();
        let (key, input) = match row.method {
            "GET" | "DELETE" => {
                let parameters = inputs::parameters(&operation, requires_app, &mut generator);
                ("parameters", parameters)
            }
            _ => {
                let body = inputs::body(&operation, requires_app, &mut generator);
                ("requestBody", body)
            }
        };
        described[key] = input;
        let path = paths.entry(format!("{BASE}{}", row.path));
        path.or_insert_with(|| json!({}))[row.method.to_lowercase()] = described;
    }
    let mut schemas = generator.take_definitions(true);
    inputs::finish(&mut schemas);
    let mut given = given.take_definitions(true);
    given.values_mut().for_each(answers::close);
    schemas.extend(given);
    answers::add_schemas(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Vestibule",
            "summary": "Single sign-on, compatible with Zato SSO 3.x",
            "description": DESCRIPTION,
            "version": env!("CARGO_PKG_VERSION"),
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": answers::failures(),
            "headers": {
                "LinkedUst": {
                    "description": "The UST of the session of the linked credential.",
                    "schema": {"type": "string"},
                },
            },
            "securitySchemes": security_schemes(),
        },
    })
}

fn security_schemes() -> Value {
    let in_input = |name: &str| {
        json!({
            "type": "apiKey", "in": "query", "name": name,
            "description": "A UST. It may be in a JSON body instead, under the same name.",
        })
    };
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer",
            "description": "A UST, in place of `ust`. Ignored if the input has `ust`, \
                `current_ust` or `target_ust`.",
        },
        "basic": {
            "type": "http", "scheme": "basic",
            "description": "A credential that an account is linked to, in place of `ust`. Its \
                application is in the header `X-Zato-SSO-Current-App`, or the one that is \
                configured instead. The answer has the UST of its session in `X-Zato-SSO-UST`.",
        },
        "ust": in_input("ust"),
        "current_ust": in_input("current_ust"),
    })
}

/// `POST /user/login` is `post_user_login`.
fn operation_id(method: &str, path: &str) -> String {
    format!("{}{}", method.to_lowercase(), path.replace('/', "_"))
}

/// The tag of a path: `user`, or the part after it.
fn tag(path: &str) -> &str {
    let mut parts = path.split('/').skip(1);
    let area = parts.next().unwrap_or_default();
    parts.next().unwrap_or(area)
}
