//! `vestibule storage copy`.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use vestibule::{
    key,
    storage::{self, Portable, Postgres, PostgresOptions, Progress, Sqlite, StorageUrl},
};

use super::whole;

/// So many documents between two lines.
const STEP: u64 = 10_000;

#[derive(Args)]
pub(crate) struct Copy {
    /// Store to read: sqlite:DIR or postgres://…
    from: String,
    /// Store to fill, which must be empty: sqlite:DIR or postgres://…
    to: String,
}

impl Copy {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let from = parse("FROM", &self.from)?;
        let to = parse("TO", &self.to)?;
        ensure!(!are_the_same(&from, &to), "FROM and TO are the same store");
        let source = open_source(&from)
            .await
            .with_context(|| format!("cannot open {from}"))?;
        let target = open_target(&to)
            .await
            .with_context(|| format!("cannot open {to}"))?;
        eprintln!("Copying {from} to {to}. Nobody may serve either of them until it is done.");
        let copied = storage::copy(&*source, &*target, progress()).await?;
        println!("Copied {} documents from {from} to {to}.", copied.documents);
        println!(
            "SHA-256 of what was read and of what was stored: {}",
            copied.hex()
        );
        println!("{}", about_the_key(&from, &to));
        Ok(ExitCode::SUCCESS)
    }
}

/// The text itself is not repeated: it may have a password in it.
fn parse(argument: &'static str, text: &str) -> Result<StorageUrl> {
    text.parse().context(argument)
}

fn are_the_same(from: &StorageUrl, to: &StorageUrl) -> bool {
    match (from, to) {
        (StorageUrl::Sqlite(from), StorageUrl::Sqlite(to)) => {
            from == to
                || matches!((from.canonicalize(), to.canonicalize()), (Ok(from), Ok(to)) if from == to)
        }
        (from, to) => from == to,
    }
}

/// A store that exists: a mistyped directory is not made.
async fn open_source(url: &StorageUrl) -> Result<Box<dyn Portable>> {
    let is_there = match url {
        StorageUrl::Sqlite(directory) => Sqlite::exists(directory),
        StorageUrl::Postgres(url) => Postgres::exists(url).await?,
    };
    ensure!(is_there, "there is no store");
    open_target(url).await
}

async fn open_target(url: &StorageUrl) -> Result<Box<dyn Portable>> {
    match url {
        StorageUrl::Sqlite(directory) => Ok(Box::new(Sqlite::open(directory)?)),
        StorageUrl::Postgres(url) => Ok(Box::new(
            Postgres::open(url, PostgresOptions::default()).await?,
        )),
    }
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
            eprintln!("{documents} documents, which are all; reading them back …");
        }
    }
}

const NOT_COPIED: &str = "The secret key was NOT copied, and without it the data cannot be read";
const SAME_SETTINGS: &str =
    "It is where the hosts have it, in their settings: whoever serves the copy needs the same";

fn about_the_key(from: &StorageUrl, to: &StorageUrl) -> String {
    let place = |url: &StorageUrl| match url {
        StorageUrl::Sqlite(directory) => Some(key::path(&whole(directory))),
        StorageUrl::Postgres(_) => None,
    };
    let next = match (place(from).filter(|file| file.exists()), place(to)) {
        (Some(file), Some(copy)) => {
            format!(
                "Carry it over: copy {} to {}",
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
