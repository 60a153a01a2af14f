//! From an HTTP request to the component's answer.

use wasip2::{
    http::types::{IncomingRequest, Method},
    io::streams::StreamError,
    random::random::get_random_bytes,
};

use crate::{
    address,
    contract::vestibule::sso::{
        rest::{self, Request, Response},
        types::Caller,
    },
    headers,
};

/// Maximum size of a request's body, in bytes.
const MAX_BODY: usize = 65_536;

/// The paths of the REST API begin with this. Others are not ours.
const PREFIX: &str = "/zato/sso/";

/// Answers a request. The correlation ID is made here, so that refusals have one, too.
pub(crate) fn answer(request: &IncomingRequest) -> Response {
    let cid = new_cid();
    let target = request.path_with_query().unwrap_or_default();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target.as_str(), None),
    };
    if !path.starts_with(PREFIX) {
        return refusal(&cid, 404, "Not found");
    }
    let body = match read(request) {
        Ok(body) => body,
        Err(NoBody::TooLarge) => return refusal(&cid, 413, "Payload too large"),
        Err(NoBody::Incomplete) => return refusal(&cid, 400, "Bad request"),
    };
    let all = request.headers().entries();
    let caller = Caller {
        cid: Some(cid),
        current_app: None,
        remote_addr: address::client(&all),
        user_agent: headers::first(&all, "user-agent"),
        is_trusted_client: false,
    };
    rest::handle(&Request {
        method: method(request.method()),
        path: path.to_owned(),
        query,
        headers: headers::passed_on(&all),
        body,
        caller,
        signup_verdict: None,
    })
}

/// 24 hexadecimal characters, like those the component makes.
fn new_cid() -> String {
    let bytes = get_random_bytes(12);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// In the format of the REST API, with the same texts as the component's.
fn refusal(cid: &str, status: u16, details: &str) -> Response {
    let body = serde_json::json!({"result": "Error", "cid": cid, "details": details});
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Response {
        status,
        headers: vec![
            header("content-type", "application/json"),
            header("cache-control", "no-store"),
        ],
        body: body.to_string().into_bytes(),
    }
}

fn method(method: Method) -> String {
    let name = match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Connect => "CONNECT",
        Method::Options => "OPTIONS",
        Method::Trace => "TRACE",
        Method::Patch => "PATCH",
        Method::Other(other) => return other,
    };
    name.to_owned()
}

/// Why there is no body.
enum NoBody {
    TooLarge,
    Incomplete,
}

fn read(request: &IncomingRequest) -> Result<Vec<u8>, NoBody> {
    let body = request.consume().map_err(|()| NoBody::Incomplete)?;
    let stream = body.stream().map_err(|()| NoBody::Incomplete)?;
    let mut all = Vec::new();
    loop {
        match stream.blocking_read(MAX_BODY as u64 + 1) {
            Ok(part) => all.extend(part),
            Err(StreamError::Closed) => return Ok(all),
            Err(StreamError::LastOperationFailed(_)) => return Err(NoBody::Incomplete),
        }
        if all.len() > MAX_BODY {
            return Err(NoBody::TooLarge);
        }
    }
}
