//! A copy of a store in one file, made while others use the store.
//!
//! `VACUUM INTO` reads one state of the store and holds up nobody: in write-ahead mode a reader
//! waits for no writer and no writer for it; only the log grows until the reader is done. SQLite's
//! online backup could do that too, and as fast, but copies pages, with whatever is left between
//! the rows: even with `secure_delete` about one deleted document of five hundred stays readable
//! there in a large store, after its page was rebuilt. `VACUUM INTO` copies rows, so a backup has
//! nothing of people who were erased before. It is also as small as can be, and needs no log
//! beside it.
//!
//! The copy is made under a draft's name in the same directory, checked, forced to disk, and
//! only then given its name, which must be free. A crash leaves the draft at most.

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
        "{} exists already, and no file is overwritten",
        to.display()
    );
    let draft =
        draft(&to).with_context(|| format!("cannot make a file beside {}", to.display()))?;
    write(&source, draft.path()).with_context(|| format!("cannot copy {}", source.display()))?;
    let documents = check(draft.path()).context("the copy is of no use")?;
    let bytes = keep(draft, &to).with_context(|| format!("cannot make {}", to.display()))?;
    Ok(Backup { documents, bytes })
}

/// The path with its directory resolved: where a draft is made, and what is forced to disk.
fn absolute(to: &Path) -> anyhow::Result<PathBuf> {
    let name = to
        .file_name()
        .with_context(|| format!("{} names no file", to.display()))?;
    let parent = match to.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let parent = fs::canonicalize(parent)
        .with_context(|| format!("cannot use the directory {}", parent.display()))?;
    Ok(parent.join(name))
}

/// An empty file that only its owner can read, gone when it is dropped.
fn draft(to: &Path) -> anyhow::Result<NamedTempFile> {
    let parent = to.parent().context("it has no directory")?;
    let draft = tempfile::Builder::new()
        .prefix(".vestibule-backup-")
        .suffix(".part")
        .tempfile_in(parent)?;
    Ok(draft)
}

/// The source is not brought to a newer schema: a backup is what one makes before that.
fn write(source: &Path, draft: &Path) -> anyhow::Result<()> {
    let connection = connection::open(source)?;
    if schema::inspect(&connection)? == 0 {
        bail!("it has no store in it yet");
    }
    let draft = draft.to_str().context("the path is not UTF-8")?;
    connection.execute("VACUUM INTO ?", [draft])?;
    Ok(())
}

/// Reads all of the copy, and counts its documents.
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

/// Forces the draft to disk and gives it its name, unless somebody else was faster.
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
    fn whoever_is_faster_keeps_the_name() -> anyhow::Result<()> {
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
