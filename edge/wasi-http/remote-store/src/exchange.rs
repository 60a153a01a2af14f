//! One request to the storage server.

use vestibule_storage_protocol::{Lost, Operation, PREFIX, StoreError, understand, without_answer};
use wasip2::{
    http::{
        outgoing_handler::handle,
        types::{
            ErrorCode, Fields, FutureIncomingResponse, IncomingResponse, Method, OutgoingBody,
            OutgoingRequest, RequestOptions,
        },
    },
    io::streams::StreamError,
};

use crate::server::Server;

/// Time limit for connecting, in nanoseconds.
const CONNECT_DEADLINE: u64 = 5_000_000_000;
/// Time limit for the response, in which the server has given up before.
const DEADLINE: u64 = 60_000_000_000;
/// What a stream takes at once, in bytes.
const PART: usize = 4_096;
/// Maximum size of a response, in bytes: 1,000 entries of the largest kind, escaped.
const MAX_RESPONSE: usize = 512 << 20;

/// Calls an operation of the server.
pub(crate) fn call<O: Operation>(operation: &O) -> Result<O::Output, StoreError> {
    let unsent = |what: String| without_answer(O::NAME, Lost::BeforeSending, what);
    let server = Server::of_environment().map_err(unsent)?;
    let input = serde_json::to_vec(operation).map_err(|error| unsent(error.to_string()))?;
    let sent = send(&server, O::NAME, &input).map_err(|code| lost::<O>(&code))?;
    let (status, body) = receive(&sent).map_err(|code| lost::<O>(&code))?;
    understand::<O>(status, &body)
}

/// Whether the request had left is known only for the errors that come before it. Those of TLS may also come
/// afterwards (RFC 9209, from which `wasi:http` has them).
fn lost<O: Operation>(code: &ErrorCode) -> StoreError {
    let how = match code {
        ErrorCode::DnsTimeout
        | ErrorCode::DnsError(_)
        | ErrorCode::DestinationNotFound
        | ErrorCode::DestinationUnavailable
        | ErrorCode::DestinationIpProhibited
        | ErrorCode::DestinationIpUnroutable
        | ErrorCode::ConnectionRefused
        | ErrorCode::ConnectionTimeout
        | ErrorCode::ConnectionLimitReached
        | ErrorCode::TlsCertificateError
        | ErrorCode::HttpRequestDenied
        | ErrorCode::HttpRequestUriInvalid
        | ErrorCode::ConfigurationError => Lost::BeforeSending,
        _ => Lost::AfterSending,
    };
    without_answer(
        O::NAME,
        how,
        format!("no answer of the storage server: {code:?}"),
    )
}

fn send(
    server: &Server,
    operation: &str,
    input: &[u8],
) -> Result<FutureIncomingResponse, ErrorCode> {
    let headers = Fields::from_list(&[
        ("content-type".to_owned(), b"application/json".to_vec()),
        (
            "content-length".to_owned(),
            input.len().to_string().into_bytes(),
        ),
        (
            "authorization".to_owned(),
            format!("Bearer {}", server.token).into_bytes(),
        ),
    ])
    .map_err(|_| ErrorCode::ConfigurationError)?;
    let request = OutgoingRequest::new(headers);
    let path = format!("{PREFIX}{operation}");
    let is_set = request.set_method(&Method::Post).is_ok()
        && request.set_scheme(Some(&server.scheme)).is_ok()
        && request.set_authority(Some(&server.authority)).is_ok()
        && request.set_path_with_query(Some(&path)).is_ok();
    let options = RequestOptions::new();
    // A host may not support deadlines; it then has its own.
    let _ = options.set_connect_timeout(Some(CONNECT_DEADLINE));
    let _ = options.set_first_byte_timeout(Some(DEADLINE));
    let body = request.body().map_err(|()| ErrorCode::ConfigurationError)?;
    if !is_set {
        return Err(ErrorCode::ConfigurationError);
    }
    let sent = handle(request, Some(options))?;
    write(body, input);
    Ok(sent)
}

/// If writing fails, the response or its error says why.
fn write(body: OutgoingBody, input: &[u8]) {
    if let Ok(stream) = body.write() {
        for part in input.chunks(PART) {
            if stream.blocking_write_and_flush(part).is_err() {
                return;
            }
        }
    }
    let _ = OutgoingBody::finish(body, None);
}

fn receive(sent: &FutureIncomingResponse) -> Result<(u16, Vec<u8>), ErrorCode> {
    sent.subscribe().block();
    let response = sent.get().and_then(Result::ok);
    let response = response.ok_or(ErrorCode::InternalError(None))??;
    Ok((response.status(), read(&response)?))
}

fn read(response: &IncomingResponse) -> Result<Vec<u8>, ErrorCode> {
    let incomplete = || ErrorCode::HttpResponseIncomplete;
    let body = response.consume().map_err(|()| incomplete())?;
    let stream = body.stream().map_err(|()| incomplete())?;
    let mut all = Vec::new();
    loop {
        match stream.blocking_read(1 << 20) {
            Ok(part) => all.extend(part),
            Err(StreamError::Closed) => return Ok(all),
            Err(StreamError::LastOperationFailed(_)) => return Err(incomplete()),
        }
        if all.len() > MAX_RESPONSE {
            return Err(incomplete());
        }
    }
}
