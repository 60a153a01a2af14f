//! The checks of what must never happen.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde_json::Value;
use vestibule_guest::{
    call::Call,
    contract::{
        audit::Event,
        rest::{Request, Response},
    },
    maintenance,
};
use vestibule_simulation::Quiet;

use crate::memory::Memory;

const DOCUMENT: &str = include_str!("../../docs/openapi.json");

/// The documented statuses of each operation.
static DOCUMENTED: LazyLock<BTreeMap<(String, String), BTreeSet<u16>>> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(DOCUMENT).expect("it is JSON");
    let mut documented = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let statuses = operation["responses"].as_object().into_iter().flatten();
            // This host has no faults, so no answer may be `unavailable`.
            let statuses = statuses
                .filter_map(|(status, _)| status.parse().ok())
                .filter(|status| *status < 500);
            let key = (path.clone(), method.to_uppercase());
            documented.insert(key, statuses.collect());
        }
    }
    documented
});

/// The answer has a documented status of the operation, and the call's ID. Returns its JSON.
pub(crate) fn answer(request: &Request, cid: &str, response: &Response) -> Value {
    let status = response.status;
    let key = (request.path.clone(), request.method.clone());
    let is_documented = match DOCUMENTED.get(&key) {
        Some(statuses) => statuses.contains(&status),
        // A path and method without a description are not an operation.
        None => matches!(status, 404 | 405 | 413),
    };
    let body = String::from_utf8_lossy(&response.body);
    assert!(is_documented, "{} {}: {status} {body}", key.1, key.0);
    if response.body.is_empty() {
        assert_eq!(status, 200, "{} {}: no body", key.1, key.0);
        return Value::Null;
    }
    let json: Value = serde_json::from_slice(&response.body).expect("an answer is JSON");
    if !json.is_array() {
        assert_eq!(json["cid"], cid, "{} {}: {json}", key.1, key.0);
        let is_in_shape = has_shape(status, &json);
        assert!(is_in_shape, "{} {}: {status} {json}", key.1, key.0);
    }
    json
}

/// An answer of an operation has a `status`, with codes unless it is `ok`; any other answer is an error.
fn has_shape(status: u16, json: &Value) -> bool {
    let codes = json["sub_status"].as_array();
    let has_codes = codes.is_some_and(|codes| !codes.is_empty());
    match status {
        200 if json["status"] == "ok" => json.get("sub_status").is_none(),
        200 if json["status"] == "warning" => has_codes,
        200 | 403 | 429 => json["status"] == "error" && has_codes,
        _ => json["result"] == "Error",
    }
}

/// No event contains a secret with which a user may log in. Addresses are those that the host determined.
pub(crate) fn events(events: &[Event], memory: &Memory) {
    for event in events {
        let event = Event {
            remote_addr: None,
            ..event.clone()
        };
        let text = format!("{event:?}");
        let secret = memory.secret_in(&text);
        assert_eq!(secret, None, "an event has a secret: {text}");
    }
}

/// All documents can be read, and agree with each other.
pub(crate) fn stored(world: &Quiet) {
    let mut after = None;
    loop {
        let page = maintenance::inspect(world, after.as_deref()).expect("a host without faults");
        assert!(page.defects.is_empty(), "{:?}", page.defects);
        after = page.next;
        if after.is_none() {
            return;
        }
    }
}

/// All data moves to another secret key, and no longer needs the previous one.
pub(crate) fn movable(world: &mut Quiet) {
    world.turn_keys();
    let pass = maintenance::begin(&mut Call::begin_for_host(world)).expect("a host without faults");
    let mut after = None;
    loop {
        let call = &Call::begin_for_host(world);
        let page = maintenance::rewrite(call, after.as_deref()).expect("a host without faults");
        assert_eq!(page.left, 0, "documents are left under the old key");
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let has_ended = maintenance::end(&mut Call::begin_for_host(world), &pass);
    assert!(
        has_ended.expect("a host without faults"),
        "no other host writes"
    );
    world.drop_old_key();
    stored(world);
}
