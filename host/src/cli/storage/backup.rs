//! `vestibule storage backup`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use vestibule::{key, storage};

use super::whole;
use crate::cli::place::Place;

#[derive(Args)]
pub(crate) struct Backup {
    /// File to create; it must not exist
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

impl Backup {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let settings = self.place.settings()?;
        let url = self.place.storage_url(&settings)?;
        let made = storage::back_up(&url, &self.file)?;
        println!(
            "Created {}: {} documents, {} bytes.",
            self.file.display(),
            made.documents,
            made.bytes
        );
        println!("The secret key is NOT in it, and without the key this backup cannot be read.");
        let keys = match (settings.settings.get("main.keys"), url.key_directory()) {
            (None, Some(directory)) => whole(&key::path(directory)).display().to_string(),
            _ => format!("your settings, [main] keys ({})", self.place.source()),
        };
        println!("Keep a copy of it, apart from the backup. It is in {keys}");
        Ok(ExitCode::SUCCESS)
    }
}
