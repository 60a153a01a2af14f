//! The file with the secret keys, beside a SQLite database.
//!
//! One key a line: 32 random bytes in Base64. The first encrypts, all decrypt.
//!
//! # Examples
//!
//! ```
//! use vestibule::{SystemRandomness, key};
//!
//! let directory = tempfile::tempdir()?;
//! let keys = key::read_or_make(directory.path(), false, &SystemRandomness)?;
//! assert_eq!(keys.len(), 1);
//! assert!(key::path(directory.path()).exists());
//! # Ok::<_, anyhow::Error>(())
//! ```

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{randomness::Randomness, settings::SecretText};

/// The file's name.
const FILE: &str = "vestibule.key";

/// The path of the key file in a data directory.
#[must_use]
pub fn path(directory: &Path) -> PathBuf {
    directory.join(FILE)
}

/// Reads the keys of a data directory, or creates the first one if there is no data yet.
///
/// The key file appears complete or not at all: it is written under another name, synced to disk, and
/// then linked. If another process was faster, its key is used.
///
/// # Errors
/// If the files cannot be read or written, or there is data but no key.
pub fn read_or_make(
    directory: &Path,
    has_data: bool,
    randomness: &dyn Randomness,
) -> Result<Vec<SecretText>> {
    let path = path(directory);
    match fs::read_to_string(&path) {
        Ok(text) => {
            warn_if_others_can_read(&path)?;
            return Ok(parse(&text));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).context(format!("cannot read {}", path.display())),
    }
    if has_data {
        bail!(
            "{} is missing: the data in {} cannot be read without it. Put the copy of it back, or set \
             [main] keys (VESTIBULE_MAIN_KEYS)",
            path.display(),
            directory.display()
        );
    }
    make(directory, &path, randomness).context(format!("cannot write {}", path.display()))?;
    let text = fs::read_to_string(&path).context(format!("cannot read {}", path.display()))?;
    Ok(parse(&text))
}

/// Makes a new key.
///
/// # Errors
/// If the source of random bytes fails.
pub fn new(randomness: &dyn Randomness) -> Result<SecretText> {
    let mut key = [0; 32];
    randomness.fill(&mut key)?;
    Ok(SecretText(STANDARD.encode(key)))
}

fn warn_if_others_can_read(path: &Path) -> Result<()> {
    if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "other users can read the secret key; run chmod 600");
    }
    Ok(())
}

fn make(directory: &Path, path: &Path, randomness: &dyn Randomness) -> Result<()> {
    let key = new(randomness)?;
    let mut name = [0; 8];
    randomness.fill(&mut name)?;
    let draft = directory.join(format!(".{FILE}.{:016x}", u64::from_le_bytes(name)));
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    let written = writeln!(file, "{}", key.0).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    File::open(directory)?.sync_all()?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
        Ok(()) => {
            tracing::info!(path = %path.display(), "created a secret key; keep a copy of it apart from the data");
            Ok(())
        }
    }
}

fn parse(text: &str) -> Vec<SecretText> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(|line| SecretText(line.to_owned()))
        .collect()
}
