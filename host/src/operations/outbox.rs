//! The interface `outbox`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Callback, Message},
};

impl Sso {
    /// Claims messages that are due.
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

    /// Claims messages to callbacks that are due. [`Sso::deliver_callbacks`] does it and sends them.
    ///
    /// # Errors
    /// As `outbox.claim-callbacks`.
    pub async fn claim_callbacks(
        &self,
        limit: u32,
        lease_seconds: u32,
    ) -> Result<Vec<Callback>, Error> {
        Ok(call!(
            self.outbox.call_claim_callbacks(limit, lease_seconds)
        )?)
    }

    /// Removes a message that was sent.
    ///
    /// # Errors
    /// As `outbox.done`.
    pub async fn message_done(&self, id: &str, claim: &str) -> Result<(), Error> {
        Ok(call!(self.outbox.call_done(id, claim))?)
    }

    /// Returns a message that could not be sent to the queue, to be sent later.
    ///
    /// # Errors
    /// As `outbox.failed`.
    pub async fn message_failed(&self, id: &str, claim: &str) -> Result<(), Error> {
        Ok(call!(self.outbox.call_failed(id, claim))?)
    }
}
