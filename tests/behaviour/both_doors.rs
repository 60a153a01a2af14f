//! REST and the typed interfaces are two doors to the same operations: nothing is behind one only.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

/// For each path and method, the typed function that does the same.
const DOORS: &[(&str, &str)] = &[
    ("GET /user", "users.get"),
    ("POST /user", "users.create"),
    ("PATCH /user", "users.update"),
    ("DELETE /user", "users.delete"),
    ("GET /user/signup", "registration.pending"),
    ("POST /user/signup", "registration.signup"),
    ("PATCH /user/signup", "registration.confirm"),
    ("POST /user/signup/confirm", "registration.confirm"),
    ("POST /user/signup/disown", "registration.disown"),
    ("POST /user/signup/approve", "registration.approve"),
    ("POST /user/signup/reject", "registration.reject"),
    ("POST /user/approve", "registration.approve"),
    ("POST /user/reject", "registration.reject"),
    ("POST /user/login", "authentication.login"),
    ("POST /user/logout", "authentication.logout"),
    ("GET /user/search", "users.search"),
    ("POST /user/search", "users.search"),
    ("PATCH /user/password", "users.change-password"),
    ("PATCH /user/totp", "users.reset-totp"),
    ("POST /user/lock", "users.lock"),
    ("DELETE /user/lock", "users.unlock"),
    ("GET /user/linked", "linked-auth.get-list"),
    ("POST /user/linked", "linked-auth.create"),
    ("DELETE /user/linked", "linked-auth.delete"),
    ("POST /user/session", "sessions.verify"),
    ("PATCH /user/session", "sessions.renew"),
    ("GET /user/session", "sessions.get"),
    ("DELETE /user/session", "sessions.end"),
    ("GET /user/session/list", "sessions.list"),
    ("POST /user/attr", "attributes.create"),
    ("PATCH /user/attr", "attributes.update"),
    ("PUT /user/attr", "attributes.set"),
    ("DELETE /user/attr", "attributes.delete"),
    ("GET /user/attr", "attributes.get"),
    ("GET /user/attr/exists", "attributes.exists"),
    ("GET /user/attr/names", "attributes.names"),
    ("POST /session/attr", "attributes.create"),
    ("PATCH /session/attr", "attributes.update"),
    ("PUT /session/attr", "attributes.set"),
    ("DELETE /session/attr", "attributes.delete"),
    ("GET /session/attr", "attributes.get"),
    ("GET /session/attr/exists", "attributes.exists"),
    ("GET /session/attr/names", "attributes.names"),
    ("POST /password/reset", "password-reset.begin"),
    ("PATCH /password/reset", "password-reset.exchange"),
    ("DELETE /password/reset", "password-reset.complete"),
];

/// What only hosts use, and what for.
const HOSTS_ONLY: &[(&str, &str)] = &[
    (
        "users.has-super-user",
        "whether a host that starts has to make the first super-user",
    ),
    (
        "linked-auth.log-in",
        "what the header `Authorization: Basic` does with every path",
    ),
    (
        "linked-auth.hash-password",
        "makes the hash that the settings file has",
    ),
];

/// The interfaces with operations that people ask for.
const INTERFACES: [&str; 7] = [
    "users",
    "registration",
    "authentication",
    "sessions",
    "attributes",
    "linked-auth",
    "password-reset",
];

#[test]
fn every_operation_over_rest_has_a_typed_one_and_nothing_else_is_in_the_table() {
    let described: BTreeSet<String> = routes().into_iter().collect();
    let doors: BTreeSet<String> = DOORS.iter().map(|(route, _)| (*route).to_owned()).collect();
    assert_eq!(described, doors);
    assert_eq!(DOORS.len(), doors.len(), "one is there twice");
    let functions = functions();
    for (route, function) in DOORS {
        assert!(functions.contains(*function), "{route}: no {function}");
    }
}

#[test]
fn every_typed_operation_is_there_over_rest_or_for_hosts_only() {
    let over_rest: BTreeSet<&str> = DOORS.iter().map(|(_, function)| *function).collect();
    let hosts_only: BTreeSet<&str> = HOSTS_ONLY.iter().map(|(function, _)| *function).collect();
    let functions = functions();
    let known: BTreeSet<&str> = over_rest.union(&hosts_only).copied().collect();
    let functions: BTreeSet<&str> = functions.iter().map(String::as_str).collect();
    assert_eq!(functions, known);
    assert!(over_rest.is_disjoint(&hosts_only));
}

/// What `docs/openapi.json` describes.
fn routes() -> Vec<String> {
    let document: Value = serde_json::from_str(&text("docs/openapi.json")).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/zato/sso").unwrap();
        for method in methods.as_object().unwrap().keys() {
            routes.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    routes
}

/// What the component exports of [`INTERFACES`], as `interface.function`.
fn functions() -> BTreeSet<String> {
    let mut interface = "";
    let mut functions = BTreeSet::new();
    let world = text("tests/goldens/component.wit");
    for line in world.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("interface ") {
            interface = name.trim_end_matches(" {");
        }
        if let Some((name, _)) = line.split_once(": func(")
            && INTERFACES.contains(&interface)
        {
            functions.insert(format!("{interface}.{}", name.trim_start_matches('%')));
        }
    }
    functions
}

fn text(path: &str) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(workspace.join(path)).unwrap()
}
