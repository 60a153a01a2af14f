//! Responses to outcomes: HTTP status and JSON, in the shapes of Zato SSO 3.x.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    contract::{rest::Response, types::SubStatus},
    fault::Fault,
    sub_status::{code, codes},
};

/// Seconds to wait before trying again when the server is overloaded.
const RETRY_AFTER: u32 = 1;

/// A response before the correlation ID is added.
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
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

enum Body {
    /// An object, to which `cid` is added.
    Object(Map<String, Value>),
    /// A bare list.
    List(Vec<Value>),
    Empty,
}

fn answer(status: u16, body: Body) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body,
    }
}

fn object(status: u16, value: Value) -> Answer {
    match value {
        Value::Object(map) => answer(status, Body::Object(map)),
        _ => answer(status, Body::Empty),
    }
}

/// Success without fields of the operation's own.
pub struct Done;

/// Success with the operation's own fields.
pub struct Fields<T>(pub T);

/// Success with the operation's own fields, and with warnings if there are any.
pub struct Warned<T> {
    /// The operation's own fields.
    pub fields: T,
    /// The warnings. With an empty list the response is the same as with [`Fields`].
    pub warnings: Vec<SubStatus>,
}

/// Success as a bare JSON list.
pub struct List<T>(pub Vec<T>);

/// Success without a body.
pub struct NoBody;

impl From<Done> for Answer {
    fn from(_: Done) -> Self {
        success(json!({}), &[])
    }
}

impl<T: Serialize> From<Fields<T>> for Answer {
    fn from(Fields(fields): Fields<T>) -> Self {
        success(json_of(fields), &[])
    }
}

impl<T: Serialize> From<Warned<T>> for Answer {
    fn from(warned: Warned<T>) -> Self {
        success(json_of(warned.fields), &warned.warnings)
    }
}

impl<T: Serialize> From<List<T>> for Answer {
    fn from(List(values): List<T>) -> Self {
        answer(200, Body::List(values.into_iter().map(json_of).collect()))
    }
}

impl From<NoBody> for Answer {
    fn from(_: NoBody) -> Self {
        answer(200, Body::Empty)
    }
}

fn json_of(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// `sub_status` is absent if there are no warnings.
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

/// The 400, which never contains details.
#[must_use]
pub fn bad_request() -> Answer {
    error(400, "Bad request")
}

/// 404.
#[must_use]
pub fn not_found() -> Answer {
    error(404, "Not found")
}

/// 405, with the methods that the path has.
#[must_use]
pub fn method_not_allowed(allowed: &str) -> Answer {
    let mut answer = error(405, "Method not allowed");
    answer
        .headers
        .push(("allow".to_owned(), allowed.to_owned()));
    answer
}

/// 413.
#[must_use]
pub fn payload_too_large() -> Answer {
    error(413, "Payload too large")
}

fn error(status: u16, details: &str) -> Answer {
    object(status, json!({"result": "Error", "details": details}))
}

/// The response to an operation that failed.
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

/// An error with the header `retry-after`: the seconds to wait before trying again.
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
