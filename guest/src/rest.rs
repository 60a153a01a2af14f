//! The REST API of Zato SSO 3.x: a request in, a response out.
//!
//! Untrusted bytes are parsed here and nowhere else. A request is routed, its query string and
//! JSON body become one input, the operation runs, its outcome becomes a status and JSON.

mod accept_language;
pub mod attributes;
mod authorization;
mod dates;
pub mod input;
pub mod linked_auth;
#[cfg(test)]
mod openapi;
mod operations;
pub mod output;
mod password_reset;
pub mod registration;
pub mod search;
pub mod session_list;
pub mod sessions;
pub mod users;

use crate::{
    call::Call,
    contract::rest::{PeekedSignup, Request, Response},
    platform::Platform,
};

use input::Input;
use operations::Route;
use output::{Answer, bad_request, method_not_allowed, not_found, payload_too_large};
use registration::read_signup;

/// Bytes of a body.
const MAX_BODY: usize = 64 * 1024;

/// Answers a request.
pub fn handle(platform: &dyn Platform, request: &Request) -> Response {
    let mut call = Call::begin(platform, &request.caller);
    let answer = answer(&mut call, request);
    output::render(&call.cid, answer)
}

fn answer(call: &mut Call<'_>, request: &Request) -> Answer {
    if request.body.len() > MAX_BODY {
        return payload_too_large();
    }
    let operation = match operations::find(&request.path, &request.method) {
        Route::Found(operation) => operation,
        Route::NoSuchMethod(allowed) => return method_not_allowed(&allowed),
        Route::NoSuchPath => return not_found(),
    };
    let Some(mut input) = Input::parse(request.query.as_deref(), &request.body) else {
        return bad_request();
    };
    let linked = match authorization::apply(call, request, &mut input) {
        Ok(ust) => ust,
        Err(fault) => return output::of_fault(fault),
    };
    let answer = operation.run(call, &input, request);
    answer
        .unwrap_or_else(output::of_fault)
        .with_linked_ust(linked)
}

/// The sign-up in a request.
#[must_use]
pub fn peek_signup(request: &Request) -> Option<PeekedSignup> {
    if !operations::is_signup(request) || request.body.len() > MAX_BODY {
        return None;
    }
    let input = Input::parse(request.query.as_deref(), &request.body)?;
    Some(PeekedSignup {
        current_app: input.current_app().unwrap_or_default(),
        request: read_signup(&input, request).ok()?,
    })
}
