//! The manifests of the copy, made from those of the workspace.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use toml::{Table, Value};

/// What a published crate does not have: its tests and benchmarks are outside of its directory.
const REMOVED: [&str; 4] = ["bench", "dev-dependencies", "example", "test"];

/// Writes the manifest of a crate: that of `from`, for the directory `to`.
pub(super) fn write_crate(from: &Path, to: &Path) -> Result<()> {
    let mut manifest = read(from)?;
    for part in REMOVED {
        manifest.remove(part);
    }
    if let Some(package) = manifest.get_mut("package").and_then(Value::as_table_mut) {
        package.remove("publish");
    }
    if let Some(dependencies) = manifest.get_mut("build-dependencies") {
        // Those of `host/packaged.rs`.
        *dependencies = table("sha2", table("workspace", true)).into();
    }
    write(to, &manifest)
}

/// Writes the manifest of a workspace at `to` that has these members, and otherwise what the workspace at `from` has.
/// `patches` are the crates that it takes from directories instead of a registry.
pub(super) fn write_workspace(
    from: &Path,
    to: &Path,
    members: &[&str],
    patches: &[(&str, String)],
) -> Result<()> {
    let mut manifest = read(from)?;
    let workspace = manifest
        .get_mut("workspace")
        .and_then(Value::as_table_mut)
        .context("the workspace has no manifest")?;
    workspace.remove("default-members");
    workspace.insert("members".to_owned(), members.to_vec().into());
    if !patches.is_empty() {
        let patches = patches
            .iter()
            .map(|(name, path)| ((*name).to_owned(), table("path", path.as_str()).into()));
        let patches: Table = patches.collect();
        manifest.insert("patch".to_owned(), table("crates-io", patches).into());
    }
    write(to, &manifest)
}

/// The manifest in a directory.
pub(super) fn read(directory: &Path) -> Result<Table> {
    let path = directory.join("Cargo.toml");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.parse()?)
}

pub(super) fn write(directory: &Path, manifest: &Table) -> Result<()> {
    let path = directory.join("Cargo.toml");
    fs::write(&path, toml::to_string(manifest)?)
        .with_context(|| format!("cannot write {}", path.display()))
}

pub(super) fn table(key: &str, value: impl Into<Value>) -> Table {
    Table::from_iter([(key.to_owned(), value.into())])
}
