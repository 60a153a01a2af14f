//! `vestibule storage …`: commands on all of the stored data.

mod backup;
mod check;
mod copy;
mod migrate;
mod rekey;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Storage {
    /// Copy everything to an empty store, of any backend
    Copy(copy::Copy),
    /// Copy SQLite's data to one file, also while a server runs on it
    Backup(backup::Backup),
    /// Bring the store to the newest schema, or set it up; `serve` does it as well
    Migrate(migrate::Migrate),
    /// Check the data and print each defect; exit code 1 if there is any
    Check(check::Check),
    /// Encrypt everything under the first secret key, so that the others can be removed
    Rekey(rekey::Rekey),
}

impl Storage {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Copy(copy) => copy.run().await,
            Self::Backup(backup) => backup.run(),
            Self::Migrate(migrate) => migrate.run().await,
            Self::Check(check) => check.run().await,
            Self::Rekey(rekey) => rekey.run().await,
        }
    }
}

/// The absolute path, which is right in any working directory.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
