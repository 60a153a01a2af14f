//! The component's answer as an HTTP response.

use wasip2::http::types::{ErrorCode, Fields, OutgoingBody, OutgoingResponse, ResponseOutparam};

use crate::contract::vestibule::sso::rest::Response;

/// What a stream takes at once, in bytes.
const PART: usize = 4_096;

/// Sends a response. If the client is gone there is nobody to tell.
pub(crate) fn send(answer: Response, to: ResponseOutparam) {
    let headers = answer.headers.into_iter();
    let headers: Vec<_> = headers
        .map(|(name, value)| (name, value.into_bytes()))
        .collect();
    let response = Fields::from_list(&headers).map(OutgoingResponse::new);
    let Ok(response) = response else {
        return ResponseOutparam::set(to, Err(ErrorCode::InternalError(None)));
    };
    let _ = response.set_status_code(answer.status);
    let body = response.body();
    ResponseOutparam::set(to, Ok(response));
    if let Ok(body) = body {
        write(body, &answer.body);
    }
}

fn write(body: OutgoingBody, bytes: &[u8]) {
    if let Ok(stream) = body.write() {
        for part in bytes.chunks(PART) {
            if stream.blocking_write_and_flush(part).is_err() {
                return;
            }
        }
    }
    let _ = OutgoingBody::finish(body, None);
}
