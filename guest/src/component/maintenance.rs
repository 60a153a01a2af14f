//! The exported interface `maintenance`.

use crate::{
    call::Call,
    contract::{
        maintenance::{
            Guest as Maintenance, ImportOutcome, ImportedAccount, Inspection, Rewriting,
        },
        types::Failure,
    },
    maintenance,
};

use super::{Imports, Sso};

impl Maintenance for Sso {
    fn inspect(after: Option<String>) -> Result<Inspection, Failure> {
        Ok(maintenance::inspect(&Imports, after.as_deref())?)
    }

    fn begin_rekey() -> Result<String, Failure> {
        Ok(maintenance::begin(&mut Call::begin_for_host(&Imports))?)
    }

    fn rekey(after: Option<String>) -> Result<Rewriting, Failure> {
        Ok(maintenance::rewrite(
            &Call::begin_for_host(&Imports),
            after.as_deref(),
        )?)
    }

    fn end_rekey(pass: String) -> Result<bool, Failure> {
        Ok(maintenance::end(
            &mut Call::begin_for_host(&Imports),
            &pass,
        )?)
    }

    fn import_accounts(
        accounts: Vec<ImportedAccount>,
        dry_run: bool,
    ) -> Result<Vec<ImportOutcome>, Failure> {
        Ok(maintenance::import(
            &mut Call::begin_for_host(&Imports),
            &accounts,
            dry_run,
        )?)
    }
}
