//! `vestibule storage …`: the operator looks after the data.

mod check;
mod rekey;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Storage {
    /// Say what does not fit together; exit code 1 if something does not
    Check(check::Check),
    /// Rewrite everything under the first secret key, so that the others can be dropped
    Rekey(rekey::Rekey),
}

impl Storage {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Check(check) => check.run().await,
            Self::Rekey(rekey) => rekey.run().await,
        }
    }
}
