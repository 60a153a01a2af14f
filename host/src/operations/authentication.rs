//! The interface `authentication`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Caller, LoginRequest, LoginResponse},
};

impl Sso {
    /// Checks a password and begins a session.
    ///
    /// # Errors
    /// As `authentication.login`.
    pub async fn login(
        &self,
        caller: &Caller,
        request: &LoginRequest,
    ) -> Result<LoginResponse, Error> {
        Ok(call!(self.authentication.call_login(caller, request))?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// As `authentication.logout`.
    pub async fn logout(&self, caller: &Caller, ust: &str) -> Result<(), Error> {
        Ok(call!(self.authentication.call_logout(caller, ust))?)
    }
}
