//! The interface `registration`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Authority, Caller, ListPage, PendingSignup, SignupRequest},
};

impl Sso {
    /// Signs a user up, after the embedder's validator; returns the confirmation token.
    ///
    /// # Errors
    /// As `registration.signup`.
    pub async fn signup(&self, caller: &Caller, request: &SignupRequest) -> Result<String, Error> {
        let current_app = caller.current_app.as_deref().unwrap_or_default();
        let verdict = self.verdict(current_app, request).await;
        let verdict = verdict.as_ref();
        Ok(call!(
            self.registration.call_signup(caller, request, verdict)
        )?)
    }

    /// Confirms a sign-up.
    ///
    /// # Errors
    /// As `registration.confirm`.
    pub async fn confirm(&self, caller: &Caller, confirm_token: &str) -> Result<(), Error> {
        Ok(call!(
            self.registration.call_confirm(caller, confirm_token)
        )?)
    }

    /// Withdraws a sign-up whose e-mail address belongs to another person ("this was not me").
    ///
    /// # Errors
    /// As `registration.disown`.
    pub async fn disown(&self, caller: &Caller, confirm_token: &str) -> Result<(), Error> {
        Ok(call!(self.registration.call_disown(caller, confirm_token))?)
    }

    /// Lists the sign-ups that wait for approval.
    ///
    /// # Errors
    /// As `registration.pending`.
    pub async fn pending(
        &self,
        caller: &Caller,
        authority: &Authority,
        page: ListPage,
    ) -> Result<Vec<PendingSignup>, Error> {
        Ok(call!(
            self.registration.call_pending(caller, authority, page)
        )?)
    }

    /// Approves a sign-up.
    ///
    /// # Errors
    /// As `registration.approve`.
    pub async fn approve(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: &str,
    ) -> Result<(), Error> {
        Ok(call!(
            self.registration.call_approve(caller, authority, user_id)
        )?)
    }

    /// Rejects a sign-up and erases the person's data.
    ///
    /// # Errors
    /// As `registration.reject`.
    pub async fn reject(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: &str,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        Ok(call!(
            self.registration
                .call_reject(caller, authority, user_id, reason)
        )?)
    }
}
