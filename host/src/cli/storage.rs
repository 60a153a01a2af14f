//! `vestibule storage …`: the operator's view of where data is kept.

mod migrate;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Storage {
    /// Bring the store to the newest schema, or set it up; `serve` does it as well
    Migrate(migrate::Migrate),
}

impl Storage {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Migrate(migrate) => migrate.run().await,
        }
    }
}
