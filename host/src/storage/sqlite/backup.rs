//! A copy of a store in one file, made while others use the store.
//!
//! `VACUUM INTO` reads one state of the store and blocks no other connection: in write-ahead mode
//! readers and writers do not wait for each other; only the log grows until the reader is done.
//! SQLite's online backup is as fast, but it copies pages, with old data between the rows: even with
//! `secure_delete`, about one deleted document in five hundred can still be read there in a large
//! store. `VACUUM INTO` copies rows, so a backup contains nothing of people who were erased before.
//! It is also as small as possible, and has no log file beside it.
//!
//! The copy is written to a temporary file in the same directory, checked, synced to disk, and only
//! then renamed; an existing file is not replaced. A crash leaves at most the temporary file.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;

use super::{connection, directory, schema};
use crate::storage::Backup;

/// Copies the store of a directory to a file that does not exist yet, on the calling thread. The file
/// is complete, checked and on disk, or it is not there.
pub(super) fn make(store: &Path, to: &Path) -> anyhow::Result<Backup> {
    let source = directory::file(store);
    ensure!(
        source.exists(),
        "there is no store in {}: {} is missing",
        store.display(),
        source.display()
    );
    let to = absolute(to)?;
    ensure!(
        fs::symlink_metadata(&to).is_err(),
        "{} exists already and is not overwritten",
        to.display()
    );
    let draft =
        draft(&to).with_context(|| format!("cannot create a file beside {}", to.display()))?;
    write(&source, draft.path()).with_context(|| format!("cannot copy {}", source.display()))?;
    let documents = check(draft.path()).context("the copy is unusable")?;
    let bytes = keep(draft, &to).with_context(|| format!("cannot create {}", to.display()))?;
    Ok(Backup { documents, bytes })
}

/// The path with its directory resolved: the temporary file is made there, and the directory is
/// synced to disk.
fn absolute(to: &Path) -> anyhow::Result<PathBuf> {
    let name = to
        .file_name()
        .with_context(|| format!("{} is not the path of a file", to.display()))?;
    let parent = match to.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let parent = fs::canonicalize(parent)
        .with_context(|| format!("cannot use the directory {}", parent.display()))?;
    Ok(parent.join(name))
}

/// An empty file that only its owner can read. It is deleted when it is dropped.
fn draft(to: &Path) -> anyhow::Result<NamedTempFile> {
    let parent = to.parent().context("it has no directory")?;
    let draft = tempfile::Builder::new()
        .prefix(".vestibule-backup-")
        .suffix(".part")
        .tempfile_in(parent)?;
    Ok(draft)
}

/// The source is not migrated: operators make a backup before a migration.
fn write(source: &Path, draft: &Path) -> anyhow::Result<()> {
    let connection = connection::open(source)?;
    if schema::inspect(&connection)? == 0 {
        bail!("there is no store in it yet");
    }
    let draft = draft.to_str().context("the path is not UTF-8")?;
    connection.execute("VACUUM INTO ?", [draft])?;
    Ok(())
}

/// Checks the whole copy, and counts its documents.
fn check(draft: &Path) -> anyhow::Result<u64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(draft, flags)?;
    schema::inspect(&connection)?;
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0))?;
    ensure!(verdict == "ok", "it is damaged");
    let documents: i64 =
        connection.query_row("SELECT count(*) FROM document", (), |row| row.get(0))?;
    Ok(documents.cast_unsigned())
}

/// Syncs the temporary file to disk and renames it, unless a file of that name exists by now.
fn keep(draft: NamedTempFile, to: &Path) -> anyhow::Result<u64> {
    draft.as_file().sync_all()?;
    let bytes = draft.as_file().metadata()?.len();
    draft.persist_noclobber(to).map_err(|error| error.error)?;
    if let Some(parent) = to.parent() {
        File::open(parent)?.sync_all()?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> anyhow::Result<Vec<String>> {
        fs::read_dir(directory)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    }

    #[test]
    fn a_file_made_meanwhile_is_not_overwritten() -> anyhow::Result<()> {
        let directory = tempfile::tempdir()?;
        let to = directory.path().join("sso.backup");
        let draft = draft(&to)?;
        fs::write(&to, "precious")?;
        assert!(keep(draft, &to).is_err());
        assert_eq!(fs::read(&to)?, b"precious");
        assert_eq!(names(directory.path())?, ["sso.backup"]);
        Ok(())
    }

    #[test]
    fn a_damaged_copy_is_refused() -> anyhow::Result<()> {
        let directory = tempfile::tempdir()?;
        let file = directory.path().join("copy");
        let connection = Connection::open(&file)?;
        schema::migrate(&connection)?;
        for number in 0..100 {
            connection.execute(
                "INSERT INTO document VALUES (?, hex(randomblob(500)), 1, NULL)",
                [number.to_string()],
            )?;
        }
        drop(connection);
        assert_eq!(check(&file)?, 100);
        let mut bytes = fs::read(&file)?;
        let half = bytes.len() / 2;
        let page = bytes.get_mut(half..half + 4_096).context("too small")?;
        page.fill(0xff);
        fs::write(&file, bytes)?;
        assert!(check(&file).is_err());
        Ok(())
    }
}
