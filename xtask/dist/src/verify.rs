//! Builds everything a second time, from a copy of the sources in another directory.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use vestibule_component::Toolchain;

use crate::Artefacts;

/// Requires that `built` is what a copy of the sources at `root` in another directory gives, byte for byte.
///
/// # Errors
/// If a file differs, or the copy cannot be made or built.
pub fn verify(toolchain: &Toolchain, root: &Path, built: &Artefacts) -> Result<()> {
    let directory = tempfile::Builder::new()
        .prefix("another directory ")
        .tempdir()?;
    for file in sources(root)? {
        copy(&root.join(&file), &directory.path().join(&file))?;
    }
    let again = Artefacts::build(toolchain, directory.path())?;
    let pairs = built.iter().zip(again.iter());
    let different = pairs.filter(|(one, other)| one != other);
    let different: Vec<&str> = different.map(|((name, _), _)| name).collect();
    ensure!(
        different.is_empty() && *built == again,
        "another directory gives other bytes: {}",
        different.join(", ")
    );
    Ok(())
}

/// The files that git knows, and those that it would add.
fn sources(root: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .context("cannot run git")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let names = String::from_utf8(output.stdout)?;
    let names = names.split_terminator('\0').map(PathBuf::from);
    Ok(names.filter(|name| root.join(name).is_file()).collect())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(directory) = to.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}
