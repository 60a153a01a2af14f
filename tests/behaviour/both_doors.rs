//! REST and the typed interfaces are two doors to the same operations: nothing is behind one only.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

use crate::kit::HOST_CALLS;

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

/// What only hosts and operators use, and what for.
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
    ("configuration.check", "whether a host may start"),
    ("configuration.prepare", "what a host does before it serves"),
    ("configuration.effective", "what is in force"),
    ("outbox.claim", "mails to be sent"),
    ("outbox.claim-callbacks", "what callbacks are to be told"),
    ("outbox.done", "a mail or a callback was delivered"),
    ("outbox.failed", "a mail or a callback has to wait"),
    ("maintenance.inspect", "`vestibule storage check`"),
    ("maintenance.begin-rekey", "`vestibule storage rekey`"),
    ("maintenance.rekey", "the same, page by page"),
    ("maintenance.end-rekey", "the same, when it is done"),
];

/// What is no operation: the other door, and what it asks about a request beforehand.
const DOOR: [&str; 2] = ["rest.handle", "rest.peek-signup"];

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

/// The tests of secrets and of outages make every one of these calls.
#[test]
fn the_tests_call_everything_that_is_for_hosts_only() {
    let called: Vec<&str> = HOST_CALLS.iter().map(|(function, _)| *function).collect();
    let hosts_only: Vec<&str> = HOSTS_ONLY.iter().map(|(function, _)| *function).collect();
    assert_eq!(called, hosts_only);
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

/// Every operation that the component exports, as `interface.function`.
fn functions() -> BTreeSet<String> {
    let world = text("tests/goldens/component.wit");
    let exports = world.lines().filter_map(|line| {
        let exported = line.trim().strip_prefix("export vestibule:sso/")?;
        Some(exported.split_once('@')?.0)
    });
    let exported: BTreeSet<&str> = exports.collect();
    let mut interface = "";
    let mut functions = BTreeSet::new();
    for line in world.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("interface ") {
            interface = name.trim_end_matches(" {");
        }
        if let Some((name, _)) = line.split_once(": func(")
            && exported.contains(interface)
        {
            functions.insert(format!("{interface}.{}", name.trim_start_matches('%')));
        }
    }
    for function in DOOR {
        assert!(functions.remove(function), "no {function}");
    }
    functions
}

fn text(path: &str) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(workspace.join(path)).unwrap()
}
