//! The interface `sessions`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Authority, Caller, Datetime, ListPage, Session, SessionPage, Which},
};

impl Sso {
    /// Finds the session of a UST; `None` if it is not valid.
    ///
    /// # Errors
    /// As `sessions.verify`.
    pub async fn verify(&self, caller: &Caller, ust: &str) -> Result<Option<Session>, Error> {
        Ok(call!(self.sessions.call_verify(caller, ust))?)
    }

    /// Extends a session; returns its new expiration.
    ///
    /// # Errors
    /// As `sessions.renew`.
    pub async fn renew(&self, caller: &Caller, ust: &str) -> Result<Datetime, Error> {
        Ok(call!(self.sessions.call_renew(caller, ust))?)
    }

    /// Returns a session.
    ///
    /// # Errors
    /// As `sessions.get`.
    pub async fn session(
        &self,
        caller: &Caller,
        authority: &Authority,
        target_ust: &str,
    ) -> Result<Session, Error> {
        Ok(call!(
            self.sessions.call_get(caller, authority, target_ust)
        )?)
    }

    /// Lists a page of a user's sessions; with `None`, of the caller's.
    ///
    /// # Errors
    /// As `sessions.list`.
    pub async fn sessions(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: Option<&str>,
        page: ListPage,
    ) -> Result<SessionPage, Error> {
        Ok(call!(
            self.sessions.call_list(caller, authority, user_id, page)
        )?)
    }

    /// Ends sessions of a user; with `None`, of the caller.
    ///
    /// # Errors
    /// As `sessions.end`.
    pub async fn end_sessions(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: Option<&str>,
        which: &Which,
    ) -> Result<(), Error> {
        Ok(call!(
            self.sessions.call_end(caller, authority, user_id, which)
        )?)
    }
}
