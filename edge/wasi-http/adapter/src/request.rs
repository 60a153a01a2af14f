//! From an HTTP request to the component's answer.

use wasip2::{
    cli::stderr::get_stderr,
    http::types::{IncomingRequest, Method},
    io::streams::StreamError,
    random::random::get_random_bytes,
};

use crate::{
    address,
    contract::vestibule::{
        edge::edge_settings,
        sso::{
            rest::{self, Request, Response},
            types::Caller,
        },
    },
    headers, lines,
};

/// Maximum size of a request's body, in bytes.
const MAX_BODY: usize = 65_536;

/// The paths of the REST API begin with this. Others are not ours.
const PREFIX: &str = "/zato/sso/";

/// Seconds after which a client may try again while the settings cannot be read.
const RETRY_AFTER: &str = "60";

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
    let problems = edge_settings::problems();
    if !problems.is_empty() {
        return unusable(&cid, &problems);
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

/// The answer to every request while the settings cannot be read. The defaults must not hold in their place: they
/// permit sign-ups, for instance. The operator finds the problems in the log; they have no values of settings.
fn unusable(cid: &str, problems: &[String]) -> Response {
    for problem in problems {
        // If standard error is closed there is nobody to tell.
        let _ = lines::print(&get_stderr(), problem);
    }
    let body = serde_json::json!({"status": "error", "sub_status": ["E008004"], "cid": cid});
    let mut response = json(503, &body);
    let retry_after = ("retry-after".to_owned(), RETRY_AFTER.to_owned());
    response.headers.push(retry_after);
    response
}

/// In the format of the REST API, with the same texts as the component's.
fn refusal(cid: &str, status: u16, details: &str) -> Response {
    let body = serde_json::json!({"result": "Error", "cid": cid, "details": details});
    json(status, &body)
}

fn json(status: u16, body: &serde_json::Value) -> Response {
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
