//! `vestibule storage backup`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::Args;
use vestibule::{
    key,
    storage::{Sqlite, StorageUrl},
};

use super::whole;
use crate::cli::place::Place;

#[derive(Args)]
pub(crate) struct Backup {
    /// File to make; it must not exist
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

impl Backup {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let settings = self.place.settings()?;
        let directory = match self.place.storage_url(&settings)? {
            StorageUrl::Sqlite(directory) => directory,
            url @ StorageUrl::Postgres(_) => bail!(
                "{url} is backed up by PostgreSQL's own tools, such as pg_dump; \
                 this command is for SQLite"
            ),
        };
        let made = Sqlite::back_up(&directory, &self.file)?;
        println!(
            "Made {}: {} documents, {} bytes.",
            self.file.display(),
            made.documents,
            made.bytes
        );
        println!("The secret key is NOT inside, and without it this backup is worthless.");
        let keys = match settings.settings.main.keys {
            Some(_) => format!("your settings, [main] keys ({})", self.place.source()),
            None => whole(&key::path(&directory)).display().to_string(),
        };
        println!("Keep a copy of it, apart from the backup. It is in {keys}");
        Ok(ExitCode::SUCCESS)
    }
}
