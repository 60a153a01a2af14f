//! How outcomes look: HTTP status and JSON, in the shapes of Zato SSO 3.x.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    contract::{rest::Response, types::SubStatus},
    fault::Fault,
    sub_status::{code, codes},
};

/// Seconds after which to try again when there is too much to do.
const RETRY_AFTER: u32 = 1;

/// What a response will be, before it has its correlation ID.
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
}

enum Body {
    /// An object, to which `cid` is added.
    Object(Map<String, Value>),
    /// A bare list.
    List(Vec<Value>),
    Empty,
}

fn object(status: u16, value: Value) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body: match value {
            Value::Object(map) => Body::Object(map),
            _ => Body::Empty,
        },
    }
}

/// Success, with the operation's own fields. `sub_status` is absent.
#[must_use]
pub fn ok(fields: impl Serialize) -> Answer {
    with_remarks(fields, &[])
}

/// Success, with warnings if there are any.
#[must_use]
pub fn with_remarks(fields: impl Serialize, warnings: &[SubStatus]) -> Answer {
    success(serde_json::to_value(fields).unwrap_or_default(), warnings)
}

fn success(fields: Value, warnings: &[SubStatus]) -> Answer {
    let mut answer = object(200, fields);
    if let Body::Object(map) = &mut answer.body {
        if warnings.is_empty() {
            map.insert("status".to_owned(), json!("ok"));
        } else {
            map.insert("status".to_owned(), json!("warning"));
            map.insert("sub_status".to_owned(), json!(codes(warnings)));
        }
    }
    answer
}

/// Success, and nothing more to say.
#[must_use]
pub fn done() -> Answer {
    ok(Map::new())
}

/// Success as a bare JSON list.
#[must_use]
pub fn list<T: Serialize>(values: Vec<T>) -> Answer {
    let values = values.into_iter().map(serde_json::to_value);
    Answer {
        status: 200,
        headers: Vec::new(),
        body: Body::List(values.map(Result::unwrap_or_default).collect()),
    }
}

/// Success without a body.
#[must_use]
pub fn empty() -> Answer {
    Answer {
        status: 200,
        headers: Vec::new(),
        body: Body::Empty,
    }
}

/// The 400 that never says more.
#[must_use]
pub fn bad_request() -> Answer {
    error(400, "Bad request")
}

/// 404.
#[must_use]
pub fn not_found() -> Answer {
    error(404, "Not found")
}

/// 405, with the methods there are.
#[must_use]
pub fn method_not_allowed(allowed: &str) -> Answer {
    let mut answer = error(405, "Method not allowed");
    answer
        .headers
        .push(("allow".to_owned(), allowed.to_owned()));
    answer
}

impl Answer {
    /// The same with the UST of a linked credential.
    #[must_use]
    pub fn with_linked_ust(mut self, ust: Option<String>) -> Self {
        let header = ust.map(|ust| ("x-zato-sso-ust".to_owned(), ust));
        self.headers.extend(header);
        self
    }
}

/// 413.
#[must_use]
pub fn payload_too_large() -> Answer {
    error(413, "Payload too large")
}

fn error(status: u16, details: &str) -> Answer {
    object(status, json!({"result": "Error", "details": details}))
}

/// An operation that was not done.
#[must_use]
pub fn of_fault(fault: Fault) -> Answer {
    match fault {
        Fault::Refused(refusal) => {
            let status = if refusal.is_unknown_app { 200 } else { 403 };
            let sub_status = codes(&refusal.public);
            object(status, json!({"status": "error", "sub_status": sub_status}))
        }
        Fault::BadRequest(_) => bad_request(),
        Fault::Throttled(seconds) => later(429, SubStatus::AuthNotAllowed, seconds),
        Fault::Busy | Fault::Conflict | Fault::Unavailable(_) => {
            later(503, SubStatus::CommonInternalError, RETRY_AFTER)
        }
    }
}

/// Try again after so many seconds.
fn later(status: u16, why: SubStatus, seconds: u32) -> Answer {
    let sub_status = [code(why)];
    let mut answer = object(status, json!({"status": "error", "sub_status": sub_status}));
    let retry_after = ("retry-after".to_owned(), seconds.to_string());
    answer.headers.push(retry_after);
    answer
}

/// The response.
#[must_use]
pub fn render(cid: &str, answer: Answer) -> Response {
    let Answer {
        status,
        mut headers,
        body,
    } = answer;
    let value = match body {
        Body::Object(mut map) => {
            map.insert("cid".to_owned(), json!(cid));
            Some(Value::Object(map))
        }
        Body::List(values) => Some(Value::Array(values)),
        Body::Empty => None,
    };
    headers.push(("cache-control".to_owned(), "no-store".to_owned()));
    let body = match &value {
        Some(value) => {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
            serde_json::to_vec(value).unwrap_or_default()
        }
        None => Vec::new(),
    };
    Response {
        status,
        headers,
        body,
    }
}
