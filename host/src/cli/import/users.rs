//! `vestibule import users`: reads a file line by line, and imports several batches at the same time.

use std::{
    fs::File,
    io::{BufRead, BufReader, IsTerminal, stderr, stdin},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use vestibule::{
    Sso,
    types::{ImportOutcome, ImportProblem, ImportedAccount},
};

use super::{
    super::place::Place,
    lines::Lines,
    names,
    report::{Report, Row},
    user,
};

/// Accounts of a call, and calls at the same time: the store writes several commits to the disk at once.
const BATCH: usize = 100;
const CALLS: usize = 8;

/// Exit codes of Zato's command line.
const USER_EXISTS: u8 = 20;
const INVALID: u8 = 21;

#[derive(Args)]
pub(crate) struct Users {
    /// File with one user a line; `-` is standard input
    file: PathBuf,
    /// Import the users; without it nothing is written
    #[arg(long)]
    apply: bool,
    /// Write a row for each account that was not imported to this file, whose name ends in .csv or .json
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// A line: the number, and the account or what is wrong.
type Parsed = (u64, Result<ImportedAccount, String>);
/// What happened to a line; the ID is empty if the line could not be read.
type Done = (u64, String, Result<ImportOutcome, String>);

#[derive(Default)]
struct Counts {
    imported: u64,
    already_there: u64,
    not_imported: u64,
    /// Those of them whose username is taken, and who have no other problem.
    taken: u64,
}

impl Users {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let settings = self.place.settings()?;
        let sso = self.place.open_existing(&settings).await?;
        let report = Report::begin(self.report.as_deref())?;
        let (reader, size): (Box<dyn BufRead>, _) = if self.file.as_os_str() == "-" {
            (Box::new(BufReader::new(stdin())), None)
        } else {
            let cannot_read = || format!("cannot read {}", self.file.display());
            let file = File::open(&self.file).with_context(cannot_read)?;
            let size = file.metadata().with_context(cannot_read)?.len();
            (Box::new(BufReader::new(file)), Some(size))
        };
        let counts = self.import(&sso, Lines::new(reader), size, report).await?;
        Ok(self.conclude(&counts))
    }

    async fn import(
        &self,
        sso: &Sso,
        lines: Lines<Box<dyn BufRead>>,
        size: Option<u64>,
        mut report: Report,
    ) -> Result<Counts> {
        let dry_run = !self.apply;
        let batches = stream::try_unfold(lines, |mut lines| async move {
            let batch = batch(&mut lines)?;
            let read = lines.read;
            anyhow::Ok((!batch.is_empty()).then_some(((batch, read), lines)))
        });
        let outcomes = batches
            .map_ok(|(batch, read)| async move {
                let done = import_batch(sso, batch, dry_run).await?;
                anyhow::Ok((done, read))
            })
            .try_buffered(CALLS);
        let mut outcomes = Box::pin(outcomes);
        let mut counts = Counts::default();
        let started = Instant::now();
        while let Some(next) = outcomes.next().await {
            let (done, read) = next?;
            for (line, id, outcome) in done {
                self.note(&mut counts, &mut report, line, &id, outcome)?;
            }
            show_progress(&counts, started, read, size);
        }
        if stderr().is_terminal() {
            eprintln!();
        }
        report.end()?;
        Ok(counts)
    }

    fn note(
        &self,
        counts: &mut Counts,
        report: &mut Report,
        line: u64,
        id: &str,
        outcome: Result<ImportOutcome, String>,
    ) -> Result<()> {
        let (outcome, reason) = match outcome {
            Ok(ImportOutcome::Imported) => {
                counts.imported += 1;
                return Ok(());
            }
            Ok(ImportOutcome::AlreadyThere) => {
                counts.already_there += 1;
                ("already-there", String::new())
            }
            Ok(ImportOutcome::Refused(problems)) => {
                counts.not_imported += 1;
                if problems == [ImportProblem::UsernameExists] {
                    counts.taken += 1;
                }
                let problems = problems.into_iter().map(names::of);
                ("refused", problems.collect::<Vec<_>>().join(" "))
            }
            Err(reason) => {
                counts.not_imported += 1;
                ("unreadable", reason)
            }
        };
        if outcome != "already-there" {
            eprintln!("{}:{line}: {outcome}: {reason}", self.file.display());
        }
        report.write(&Row {
            line,
            id,
            outcome,
            reason: &reason,
        })
    }

    fn conclude(&self, counts: &Counts) -> ExitCode {
        let imported = match self.apply {
            true => "imported",
            false => "would be imported (repeat with --apply)",
        };
        println!(
            "{} {imported}, {} already there, {} not imported",
            counts.imported, counts.already_there, counts.not_imported
        );
        match counts.not_imported {
            0 => ExitCode::SUCCESS,
            all if all == counts.taken => USER_EXISTS.into(),
            _ => INVALID.into(),
        }
    }
}

/// The next lines, parsed; none at the end of the file.
fn batch(lines: &mut Lines<Box<dyn BufRead>>) -> Result<Vec<Parsed>> {
    let mut batch = Vec::new();
    while batch.len() < BATCH {
        let Some(line) = lines.next_line()? else {
            break;
        };
        let parsed = match &line.bytes {
            Some(bytes) => user::parse(bytes),
            None => Err("the line is too long".to_owned()),
        };
        batch.push((line.number, parsed));
    }
    Ok(batch)
}

async fn import_batch(sso: &Sso, batch: Vec<Parsed>, dry_run: bool) -> Result<Vec<Done>> {
    let mut accounts = Vec::new();
    let mut rest = Vec::new();
    for (line, parsed) in batch {
        rest.push(match parsed {
            Ok(account) => {
                let id = account.user_id.clone();
                accounts.push(account);
                (line, id, None)
            }
            Err(reason) => (line, String::new(), Some(reason)),
        });
    }
    let mut outcomes = Vec::new();
    if !accounts.is_empty() {
        outcomes = sso.import_accounts(&accounts, dry_run).await?;
    }
    let mut outcomes = outcomes.into_iter();
    let done = rest.into_iter().map(|(line, id, reason)| {
        let outcome = match reason {
            Some(reason) => Err(reason),
            None => outcomes.next().ok_or_else(|| "no outcome".to_owned()),
        };
        (line, id, outcome)
    });
    Ok(done.collect())
}

/// On a terminal: accounts so far, how many a second, and the time left if the size is known.
fn show_progress(counts: &Counts, started: Instant, read: u64, size: Option<u64>) {
    if !stderr().is_terminal() {
        return;
    }
    let users = counts.imported + counts.already_there + counts.not_imported;
    let seconds = started.elapsed().as_secs().max(1);
    let left = size.map_or(String::new(), |size| {
        let left = size.saturating_sub(read).saturating_mul(seconds) / read.max(1);
        format!(", {left} s left")
    });
    eprint!("\r{users} users, {}/s{left}  ", users / seconds);
}
