//! `vestibule storage migrate`.
//!
//! For operators who let nobody but an administrator of the database change tables: run this as
//! the administrator, then serve as somebody who may read and write.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use vestibule::storage::{Postgres, Sqlite, StorageUrl};

use crate::cli::place::Place;

#[derive(Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    place: Place,
}

impl Migrate {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let url = self.place.storage_url(&self.place.settings()?)?;
        let shown = url.to_string();
        match url {
            StorageUrl::Sqlite(directory) => {
                if !Sqlite::exists(&directory) {
                    bail!("there is no store in {}", directory.display());
                }
                // Opening it is all it takes.
                drop(Sqlite::open(&directory)?);
                println!("{shown} has the newest schema");
            }
            StorageUrl::Postgres(url) => {
                let migrated = Postgres::migrate(&url).await;
                let (before, after) =
                    migrated.with_context(|| format!("cannot migrate {shown}"))?;
                if before == after {
                    println!("{shown} has schema version {after} already");
                } else {
                    println!("{shown} was brought from schema version {before} to {after}");
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
