//! The exported interface `rest`.

use crate::{
    contract::rest::{Guest as Rest, PeekedSignup, Request, Response},
    rest,
};

use super::{Imports, Sso};

impl Rest for Sso {
    fn handle(request: Request) -> Response {
        rest::handle(&Imports, &request)
    }

    fn peek_signup(request: Request) -> Option<PeekedSignup> {
        rest::peek_signup(&request)
    }
}
