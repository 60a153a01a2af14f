//! The audit log: lines of JSON on standard error.

use serde_json::{Map, Value, json};
use wasip2::{cli::stderr::get_stderr, io::streams::OutputStream};

use crate::contract::{
    Environment,
    exports::vestibule::sso::audit::{Event, Guest, Outcome},
};

/// What a stream takes at once, in bytes.
const PART: usize = 4_096;

impl Guest for Environment {
    fn emit(event: Event) {
        if is_of_interest(&event) {
            let line = format!("{}\n", json!({"audit": json(event)}));
            write(&get_stderr(), line.as_bytes());
        }
    }
}

/// There is an event for each check of a session, which changes nothing.
fn is_of_interest(event: &Event) -> bool {
    event.changed || event.outcome != Outcome::Ok
}

fn json(event: Event) -> Value {
    let outcome = match event.outcome {
        Outcome::Ok => "ok",
        Outcome::Warning => "warning",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed",
    };
    let details = event.details.into_iter();
    let details: Map<String, Value> = details.map(|(name, text)| (name, text.into())).collect();
    json!({
        "cid": event.cid,
        "operation": event.operation,
        "outcome": outcome,
        "changed": event.changed,
        "sub_status": event.sub_status,
        "actor": event.actor,
        "target": event.target,
        "current_app": event.current_app,
        "remote_addr": event.remote_addr,
        "details": details,
    })
}

/// If standard error is closed there is nobody to tell.
fn write(stream: &OutputStream, bytes: &[u8]) {
    for part in bytes.chunks(PART) {
        let _ = stream.blocking_write_and_flush(part);
    }
}
