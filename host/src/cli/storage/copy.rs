//! `vestibule storage copy`.

use std::{process::ExitCode, sync::Arc};

use anyhow::{Context, Result, ensure};
use clap::Args;
use vestibule::{
    key,
    storage::{self, Progress, StorageOptions, StorageUrl, Store},
};

use super::whole;

/// Documents between two lines of progress.
const STEP: u64 = 10_000;

#[derive(Args)]
pub(crate) struct Copy {
    #[arg(help = format!("Store to read: {}", StorageUrl::forms()))]
    from: String,
    #[arg(help = format!("Store to fill, which must be empty: {}", StorageUrl::forms()))]
    to: String,
}

impl Copy {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let from = parse("FROM", &self.from)?;
        let to = parse("TO", &self.to)?;
        ensure!(!from.is_same_store(&to), "FROM and TO are the same store");
        let source = open_source(&from).await?;
        let target = storage::open(&to, StorageOptions::default()).await?;
        eprintln!("Copying {from} to {to}. No server may run on either of them until it is done.");
        let copied = storage::copy(&*source, &*target, progress()).await?;
        println!("Copied {} documents from {from} to {to}.", copied.documents);
        println!(
            "SHA-256 of the documents read and of those stored: {}",
            copied.hex()
        );
        println!("{}", about_the_key(&from, &to));
        Ok(ExitCode::SUCCESS)
    }
}

/// The error does not repeat the text, which may contain a password.
fn parse(argument: &'static str, text: &str) -> Result<StorageUrl> {
    text.parse().context(argument)
}

/// A store that exists: a mistyped directory is not made.
async fn open_source(url: &StorageUrl) -> Result<Arc<dyn Store>> {
    ensure!(
        storage::exists(url).await?,
        "cannot open {url}: there is no store"
    );
    storage::open(url, StorageOptions::default()).await
}

fn progress() -> impl FnMut(Progress) {
    let mut next = STEP;
    move |progress| match progress {
        Progress::Moved(documents) if documents >= next => {
            next = documents - documents % STEP + STEP;
            eprintln!("{documents} documents …");
        }
        Progress::Moved(_) => {}
        Progress::ReadingBack(documents) => {
            eprintln!("All {documents} documents are copied; reading them back …");
        }
    }
}

const NOT_COPIED: &str = "The secret key was NOT copied, and without it the data cannot be read";
const SAME_SETTINGS: &str =
    "It is in the settings of the hosts: a server on the copy needs the same";

fn about_the_key(from: &StorageUrl, to: &StorageUrl) -> String {
    let place = |url: &StorageUrl| Some(key::path(&whole(url.key_directory()?)));
    let next = match (place(from).filter(|file| file.exists()), place(to)) {
        (Some(file), Some(copy)) => {
            format!(
                "Copy the file, too: {} to {}",
                file.display(),
                copy.display()
            )
        }
        (Some(file), None) => format!(
            "It is in {}. Give it to every host in its settings, as [main] keys or \
             VESTIBULE_MAIN_KEYS",
            file.display()
        ),
        (None, _) => return format!("{NOT_COPIED}. {SAME_SETTINGS}."),
    };
    // A file may be left from before the settings had keys; this command does not read them.
    format!(
        "{NOT_COPIED}. {next}. If the settings have [main] keys, those count, and not the file."
    )
}
