//! The report of an import: a row for each account that was not imported, as CSV or JSON.
//!
//! The file has user IDs, so only its owner can read it.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde::Serialize;

/// A row of the report.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    /// The number of the line in the file.
    pub(super) line: u64,
    /// The user ID, if the line could be read.
    pub(super) id: &'a str,
    /// `already-there`, `refused` or `unreadable`.
    pub(super) outcome: &'a str,
    /// The problems, with blanks between them; for an unreadable line, a sentence.
    pub(super) reason: &'a str,
}

pub(super) enum Report {
    None,
    Csv(Box<csv::Writer<File>>),
    /// With the number of rows so far.
    Json(BufWriter<File>, u64),
}

impl Report {
    /// Begins a report. The end of the name decides about its form.
    pub(super) fn begin(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else {
            return Ok(Self::None);
        };
        let form = path.extension().and_then(|extension| extension.to_str());
        if !matches!(form, Some("csv" | "json")) {
            bail!("--report: the name has to end in .csv or .json");
        }
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        let file = options
            .open(path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        if form == Some("csv") {
            let csv = csv::Writer::from_writer(file);
            return Ok(Self::Csv(Box::new(csv)));
        }
        Ok(Self::Json(BufWriter::new(file), 0))
    }

    pub(super) fn write(&mut self, row: &Row<'_>) -> Result<()> {
        match self {
            Self::None => {}
            Self::Csv(csv) => csv.serialize(row)?,
            Self::Json(json, rows) => {
                json.write_all(if *rows == 0 { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *json, row)?;
                *rows += 1;
            }
        }
        Ok(())
    }

    pub(super) fn end(self) -> Result<()> {
        match self {
            Self::None => {}
            Self::Csv(mut csv) => csv.flush()?,
            Self::Json(mut json, rows) => {
                json.write_all(if rows == 0 { b"[]\n" } else { b"\n]\n" })?;
                json.flush()?;
            }
        }
        Ok(())
    }
}
