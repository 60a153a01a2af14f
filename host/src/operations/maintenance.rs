//! The interface `maintenance`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Inspection, Rewriting},
};

impl Sso {
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
