//! The interface `maintenance`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{ImportOutcome, ImportedAccount, Inspection, Rewriting},
};

impl Sso {
    /// Compares each document of a page with the ones it has to agree with.
    /// [`Self::check_storage`] goes through all pages.
    ///
    /// # Errors
    /// As `maintenance.inspect`.
    pub async fn inspect(&self, after: Option<&str>) -> Result<Inspection, Error> {
        Ok(call!(self.maintenance.call_inspect(after))?)
    }

    /// Begins a pass that encrypts everything under the first secret key; returns its name.
    /// [`Self::rekey`] runs whole passes.
    ///
    /// # Errors
    /// As `maintenance.begin-rekey`.
    pub async fn begin_rekey(&self) -> Result<String, Error> {
        Ok(call!(self.maintenance.call_begin_rekey())?)
    }

    /// Encrypts a page of documents under the first secret key.
    ///
    /// # Errors
    /// As `maintenance.rekey`.
    pub async fn rekey_page(&self, after: Option<&str>) -> Result<Rewriting, Error> {
        Ok(call!(self.maintenance.call_rekey(after))?)
    }

    /// Records that only the first secret key is needed. Returns `false` if another host has written
    /// under another key since the pass began.
    ///
    /// # Errors
    /// As `maintenance.end-rekey`.
    pub async fn end_rekey(&self, pass: &str) -> Result<bool, Error> {
        Ok(call!(self.maintenance.call_end_rekey(pass))?)
    }

    /// Imports at most 200 accounts of another system, each as a whole or not at all. The outcomes are
    /// in the order of the accounts. Repeating the call changes nothing. `dry_run`: writes nothing.
    ///
    /// # Errors
    /// As `maintenance.import-accounts`.
    pub async fn import_accounts(
        &self,
        accounts: &[ImportedAccount],
        dry_run: bool,
    ) -> Result<Vec<ImportOutcome>, Error> {
        Ok(call!(
            self.maintenance.call_import_accounts(accounts, dry_run)
        )?)
    }
}
