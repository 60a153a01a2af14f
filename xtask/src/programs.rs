//! Programs that tests run, besides what cargo builds.

use std::{env, fs, path::PathBuf};

use anyhow::{Result, bail};
use vestibule_component::debian;

/// Each with the package that has it.
const PROGRAMS: [(&str, &str); 5] = [
    ("initdb", "postgresql"),
    ("pg_amcheck", "postgresql-client"),
    ("psql", "postgresql-client"),
    ("strace", "strace"),
    ("mount", "mount"),
];

/// Finds them, or installs them.
pub(crate) fn obtain() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!(
        "Tests need {}; trying Debian's packages.",
        missing.join(", ")
    );
    debian::install(&missing);
    let missing = self::missing();
    if !missing.is_empty() {
        bail!("tests need more programs:\n  {}", debian::command(&missing));
    }
    Ok(())
}

/// The packages of those that are not there.
fn missing() -> Vec<&'static str> {
    let path = env::var_os("PATH").unwrap_or_default();
    let postgresql = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let postgresql = postgresql
        .flatten()
        .map(|version| version.path().join("bin"));
    let places: Vec<PathBuf> = env::split_paths(&path).chain(postgresql).collect();
    let mut missing: Vec<&str> = PROGRAMS
        .iter()
        .filter(|(program, _)| !places.iter().any(|place| place.join(program).exists()))
        .map(|(_, package)| *package)
        .collect();
    missing.dedup();
    missing
}
