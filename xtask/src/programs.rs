//! Programs that tests run and that cargo does not build.

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
    obtain_for("tests", missing)
}

/// Installs the missing programs for a purpose.
pub(crate) fn obtain_for(purpose: &str, missing: impl Fn() -> Vec<&'static str>) -> Result<()> {
    let packages = missing();
    if packages.is_empty() {
        return Ok(());
    }
    eprintln!(
        "Missing for {purpose}: {}; trying Debian's packages.",
        packages.join(", ")
    );
    debian::install(&packages);
    let packages = missing();
    if !packages.is_empty() {
        bail!(
            "Programs are missing for {purpose}. To install them:\n  {}",
            debian::command(&packages)
        );
    }
    Ok(())
}

/// Whether a program is in a directory of `PATH`.
pub(crate) fn is_found(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|place| place.join(program).exists())
}

/// The packages of the missing programs.
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
