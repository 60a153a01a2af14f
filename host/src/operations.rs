//! The operations of the typed interfaces, one method each; `wit/` documents what they mean.

use crate::{
    error::Error,
    runtime::Instance,
    sso::Sso,
    types::{
        Authority, Caller, CreateRequest, Datetime, Inspection, ListPage, LoginRequest,
        LoginResponse, Message, PendingSignup, Problem, Rewriting, Session, Setting, SignupRequest,
        User,
    },
};

/// Calls one exported function in a fresh instance.
macro_rules! call {
    ($self:ident.$interface:ident.$function:ident($($argument:expr),*)) => {{
        let Instance { store, instance, exports, .. } = &mut $self.instance().await?;
        let interface = exports.$interface.load(&mut *store, instance);
        let interface = interface.map_err(Error::of_component)?;
        let called = interface.$function(store, $($argument),*).await;
        called.map_err(Error::of_component)?
    }};
}
pub(crate) use call;

impl Sso {
    /// Opens an account, past the embedder's validator; returns the confirmation token.
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

    /// Makes a sign-up final.
    ///
    /// # Errors
    /// As `registration.confirm`.
    pub async fn confirm(&self, caller: &Caller, confirm_token: &str) -> Result<(), Error> {
        Ok(call!(
            self.registration.call_confirm(caller, confirm_token)
        )?)
    }

    /// "This was not me."
    ///
    /// # Errors
    /// As `registration.disown`.
    pub async fn disown(&self, caller: &Caller, confirm_token: &str) -> Result<(), Error> {
        Ok(call!(self.registration.call_disown(caller, confirm_token))?)
    }

    /// The people who wait for a decision.
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

    /// Lets a person in.
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

    /// Turns a person away and erases them.
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

    /// Looks a UST up.
    ///
    /// # Errors
    /// As `sessions.verify`.
    pub async fn verify(&self, caller: &Caller, ust: &str) -> Result<Option<Session>, Error> {
        Ok(call!(self.sessions.call_verify(caller, ust))?)
    }

    /// Lets a session live on; returns its new end.
    ///
    /// # Errors
    /// As `sessions.renew`.
    pub async fn renew(&self, caller: &Caller, ust: &str) -> Result<Datetime, Error> {
        Ok(call!(self.sessions.call_renew(caller, ust))?)
    }

    /// Makes an account for the operator; returns its user ID.
    ///
    /// # Errors
    /// As `users.create`.
    pub async fn create_user(
        &self,
        caller: &Caller,
        request: &CreateRequest,
    ) -> Result<String, Error> {
        Ok(call!(self.users.call_create(caller, request))?)
    }

    /// Looks at an account.
    ///
    /// # Errors
    /// As `users.get`.
    pub async fn user(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: Option<&str>,
    ) -> Result<User, Error> {
        Ok(call!(self.users.call_get(caller, authority, user_id))?)
    }

    /// Whether there is a super-user.
    ///
    /// # Errors
    /// As `users.has-super-user`.
    pub async fn has_super_user(&self) -> Result<bool, Error> {
        Ok(call!(self.users.call_has_super_user())?)
    }

    /// Everything wrong with the settings. The builder asks, and refuses to build.
    ///
    /// # Errors
    /// Only if the component fails.
    pub async fn check_settings(&self) -> Result<Vec<Problem>, Error> {
        Ok(call!(self.configuration.call_check()))
    }

    /// Compares the secret keys with those the data needs. The builder does it once.
    ///
    /// # Errors
    /// As `configuration.prepare`.
    pub async fn prepare(&self) -> Result<Vec<Problem>, Error> {
        Ok(call!(self.configuration.call_prepare())?)
    }

    /// All settings as they apply, without secrets.
    ///
    /// # Errors
    /// Only if the component fails.
    pub async fn effective_settings(&self) -> Result<Vec<Setting>, Error> {
        Ok(call!(self.configuration.call_effective()))
    }

    /// Takes messages that are due.
    ///
    /// # Errors
    /// As `outbox.claim`.
    pub async fn claim_messages(
        &self,
        limit: u32,
        lease_seconds: u32,
    ) -> Result<Vec<Message>, Error> {
        Ok(call!(self.outbox.call_claim(limit, lease_seconds))?)
    }

    /// Forgets a message that was sent.
    ///
    /// # Errors
    /// As `outbox.done`.
    pub async fn message_done(&self, id: &str, claim: &str) -> Result<(), Error> {
        Ok(call!(self.outbox.call_done(id, claim))?)
    }

    /// Puts a message that could not be sent back, for later.
    ///
    /// # Errors
    /// As `outbox.failed`.
    pub async fn message_failed(&self, id: &str, claim: &str) -> Result<(), Error> {
        Ok(call!(self.outbox.call_failed(id, claim))?)
    }

    /// Compares a page of documents with those they have to agree with.
    /// [`Self::check_storage`] asks for all pages.
    ///
    /// # Errors
    /// As `maintenance.inspect`.
    pub async fn inspect(&self, after: Option<&str>) -> Result<Inspection, Error> {
        Ok(call!(self.maintenance.call_inspect(after))?)
    }

    /// Begins to rewrite everything under the first secret key; returns the pass.
    /// [`Self::rekey`] does all of it.
    ///
    /// # Errors
    /// As `maintenance.begin-rekey`.
    pub async fn begin_rekey(&self) -> Result<u64, Error> {
        Ok(call!(self.maintenance.call_begin_rekey())?)
    }

    /// Rewrites a page of documents.
    ///
    /// # Errors
    /// As `maintenance.rekey`.
    pub async fn rekey_page(&self, after: Option<&str>) -> Result<Rewriting, Error> {
        Ok(call!(self.maintenance.call_rekey(after))?)
    }

    /// Notes that only the first secret key is needed.
    ///
    /// # Errors
    /// As `maintenance.end-rekey`.
    pub async fn end_rekey(&self, pass: u64) -> Result<bool, Error> {
        Ok(call!(self.maintenance.call_end_rekey(pass))?)
    }
}
