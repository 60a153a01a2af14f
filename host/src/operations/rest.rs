//! The interface `rest`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{PeekedSignup, Request, Response},
};

impl Sso {
    /// Answers a REST request. The embedder's validator checks sign-ups first.
    ///
    /// # Errors
    /// Only [`Error::Busy`] and [`Error::Component`]; everything else is in the response.
    pub async fn handle(&self, mut request: Request) -> Result<Response, Error> {
        if self.has_validator()
            && let Some(signup) = self.peek_signup(&request).await?
        {
            let PeekedSignup {
                current_app,
                request: signup,
            } = signup;
            request.signup_verdict = self.verdict(&current_app, &signup).await;
        }
        Ok(call!(self.rest.call_handle(&request)))
    }

    async fn peek_signup(&self, request: &Request) -> Result<Option<PeekedSignup>, Error> {
        Ok(call!(self.rest.call_peek_signup(request)))
    }
}
