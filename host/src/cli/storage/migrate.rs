//! `vestibule storage migrate`.
//!
//! For databases in which only an administrator may change tables: run this as the administrator,
//! then serve as a user who may read and write.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use vestibule::storage::{self, Migration};

use crate::cli::place::Place;

#[derive(Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    place: Place,
}

impl Migrate {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let url = self.place.storage_url(&self.place.settings()?)?;
        let Migration { before, after } = storage::migrate(&url).await?;
        if before == after {
            println!("{url} has schema version {after} already");
        } else {
            println!("{url} was brought from schema version {before} to {after}");
        }
        Ok(ExitCode::SUCCESS)
    }
}
