//! The interface `sessions`.

use crate::{
    error::Error,
    operations::call,
    runtime::Instance,
    sso::Sso,
    types::{Caller, Datetime, Session},
};

impl Sso {
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
}
