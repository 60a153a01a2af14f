//! Responses of the host, in the formats of the REST API.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};

use crate::{randomness::Randomness, types};

/// A request that was refused before it reached the component: `{result: "Error", cid, details}`.
pub(super) fn refusal(cid: &str, status: StatusCode) -> Response<Body> {
    // The same texts as the component's.
    let details = match status {
        StatusCode::BAD_REQUEST => "Bad request",
        StatusCode::REQUEST_TIMEOUT => "Request timeout",
        StatusCode::PAYLOAD_TOO_LARGE => "Payload too large",
        _ => "Error",
    };
    json(
        status,
        &serde_json::json!({"result": "Error", "cid": cid, "details": details}),
    )
}

/// A fault of the server: `{status: "error", sub_status: ["E008004"], cid}`.
pub(super) fn fault(cid: &str, status: StatusCode) -> Response<Body> {
    let body = serde_json::json!({"status": "error", "sub_status": ["E008004"], "cid": cid});
    let mut response = json(status, &body);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// The component's response.
pub(super) fn of_component(response: types::Response) -> Response<Body> {
    let mut answer = Response::new(Body::from(response.body));
    *answer.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        let name = HeaderName::try_from(name);
        let value = HeaderValue::try_from(value);
        if let (Ok(name), Ok(value)) = (name, value) {
            answer.headers_mut().append(name, value);
        }
    }
    answer
}

pub(super) fn json(status: StatusCode, body: &serde_json::Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A correlation ID: 24 hexadecimal characters, like those the component makes.
pub(super) fn new_cid(randomness: &dyn Randomness) -> String {
    let mut bytes = [0; 12];
    match randomness.fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Err(_) => "a".repeat(24),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::SET_COOKIE;

    use super::of_component;
    use crate::types::Response;

    #[test]
    fn headers_of_one_name_are_all_sent_in_their_order() {
        let cookie = |text: &str| ("set-cookie".to_owned(), text.to_owned());
        let response = of_component(Response {
            status: 200,
            headers: vec![cookie("a=1"), cookie("b=2")],
            body: Vec::new(),
        });
        let sent = response.headers().get_all(SET_COOKIE);
        assert!(sent.into_iter().eq(["a=1", "b=2"]));
    }
}
