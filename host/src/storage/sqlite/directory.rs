//! The directory and the file, readable by nobody else.
//!
//! SQLite makes its files readable to all that the umask allows, and gives the log beside the
//! database the mode of the database; so the database is made here first, empty. What exists keeps
//! its mode: it is its owner's decision.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;

const NAME: &str = "vestibule.db";

/// Held while a database file is made. SQLite's locks belong to a process and are lost when the
/// process closes *any* descriptor of the file, so ours must be closed before anybody opens it.
static MAKING: Mutex<()> = Mutex::new(());

/// The file in a directory.
pub(super) fn file(directory: &Path) -> PathBuf {
    directory.join(NAME)
}

/// Makes sure that directory and file exist, and says where the file is.
pub(super) fn prepare(directory: &Path) -> anyhow::Result<PathBuf> {
    let made = !directory.exists();
    builder()
        .create(directory)
        .with_context(|| format!("cannot make the directory {}", directory.display()))?;
    // Connections are opened later too, when the process may have gone to another directory.
    let directory = fs::canonicalize(directory)
        .with_context(|| format!("cannot use the directory {}", directory.display()))?;
    let file = file(&directory);
    make(&file).with_context(|| format!("cannot make {}", file.display()))?;
    if made && let Some(parent) = directory.parent() {
        // Otherwise a crash could lose the directory with all that was acknowledged in it. Not
        // every parent can be read by everybody who may create in it, so this is an attempt.
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
