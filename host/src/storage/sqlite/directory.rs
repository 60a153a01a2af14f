//! The directory and the file, readable by their owner alone.
//!
//! SQLite creates its files with the mode that the umask allows, and the log with the mode of the
//! database. So the database file is created here first, empty and with mode 0600. The mode of a file
//! that exists is not changed: that is its owner's decision.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;

const NAME: &str = "vestibule.db";

/// Held while a database file is created. SQLite's locks belong to a process and are lost when the
/// process closes *any* descriptor of the file, so this one must be closed before SQLite opens it.
static MAKING: Mutex<()> = Mutex::new(());

/// The file in a directory.
pub(super) fn file(directory: &Path) -> PathBuf {
    directory.join(NAME)
}

/// Creates directory and file unless they exist, and returns the path of the file.
pub(super) fn prepare(directory: &Path) -> anyhow::Result<PathBuf> {
    let made = !directory.exists();
    builder()
        .create(directory)
        .with_context(|| format!("cannot create the directory {}", directory.display()))?;
    // Connections are also opened later, when the working directory may be another one.
    let directory = fs::canonicalize(directory)
        .with_context(|| format!("cannot use the directory {}", directory.display()))?;
    let file = file(&directory);
    make(&file).with_context(|| format!("cannot create {}", file.display()))?;
    if made && let Some(parent) = directory.parent() {
        // Otherwise a crash could lose the new directory with all commits in it. An error is ignored,
        // because one may be allowed to create in a directory without being allowed to read it.
        let _attempted = File::open(parent).and_then(|parent| parent.sync_all());
    }
    Ok(file)
}

fn make(file: &Path) -> std::io::Result<()> {
    let _held = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    match private().write(true).create_new(true).open(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn builder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
