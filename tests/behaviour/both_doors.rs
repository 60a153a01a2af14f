//! REST and the typed interfaces are two doors to the same operations: each operation is behind
//! both, but for those that only hosts need.

use std::{collections::BTreeSet, path::Path};

use wit_parser::{Resolve, WorldItem};

use crate::{kit::HOST_CALLS, operations::SAMPLES};

/// Functions for hosts and operators only, and their purpose.
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
    (
        "configuration.stanzas",
        "which stanzas a settings file may have",
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
    ("maintenance.import-accounts", "`vestibule import users`"),
];

/// Not operations: the REST interface, and the function with which a host peeks at a request.
const DOOR: [&str; 2] = ["rest.handle", "rest.peek-signup"];

#[test]
fn every_function_is_there_over_rest_or_for_hosts_only() {
    let over_rest: BTreeSet<&str> = SAMPLES.iter().map(|sample| sample.function).collect();
    let hosts_only: BTreeSet<&str> = HOSTS_ONLY.iter().map(|(function, _)| *function).collect();
    let functions = functions();
    let functions: BTreeSet<&str> = functions.iter().map(String::as_str).collect();
    let known: BTreeSet<&str> = over_rest.union(&hosts_only).copied().collect();
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

/// Every function that the component exports but those of the other door, as `interface.function`.
fn functions() -> BTreeSet<String> {
    let mut contract = Resolve::default();
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    let (package, _) = contract.push_dir(&wit).unwrap();
    let world = contract.select_world(&[package], Some("sso")).unwrap();
    let mut functions = BTreeSet::new();
    for item in contract.worlds[world].exports.values() {
        let WorldItem::Interface { id, .. } = item else {
            continue;
        };
        let interface = &contract.interfaces[*id];
        let name = interface.name.as_deref().unwrap();
        let named = interface.functions.keys();
        functions.extend(named.map(|function| format!("{name}.{function}")));
    }
    for function in DOOR {
        assert!(functions.remove(function), "no {function}");
    }
    functions
}
