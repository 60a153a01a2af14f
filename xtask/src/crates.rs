//! `cargo xtask crates`: the library and the server as crates, which build without a compiler for WebAssembly because
//! the component is inside; and a program in an empty place that uses them.
//!
//! They are packed from a copy of the sources, in `target/crates`: a crate that carries the built component has another
//! build script, and has no tests and benchmarks, which are outside of its directory.

mod consumer;
mod manifest;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{component, require, target};

/// The published crates and their directories, dependencies first.
const CRATES: [(&str, &str); 4] = [
    ("vestibule-hashing", "edge/hashing"),
    ("vestibule-settings", "edge/settings"),
    ("vestibule-storage-protocol", "edge/storage-protocol"),
    ("vestibule", "host"),
];

/// Packs the crates into `dist/crates`, and builds and runs a program that uses them.
pub(crate) fn run_all() -> Result<ExitCode> {
    let packed = pack()?;
    consumer::check(&target().join("crates/consumer"), &packed)
}

/// Packs the crates into `dist/crates`, and returns the directory.
pub(crate) fn pack() -> Result<PathBuf> {
    component()?;
    let sources = target().join("crates/sources");
    stage(&sources)?;
    let packed = vestibule_component::workspace().join("dist/crates");
    write_packed(&sources, &packed)?;
    Ok(packed)
}

/// Copies what belongs to the crates.
fn stage(sources: &Path) -> Result<()> {
    let workspace = vestibule_component::workspace();
    if sources.exists() {
        fs::remove_dir_all(sources)?;
    }
    for (_, directory) in CRATES {
        let (from, to) = (workspace.join(directory), sources.join(directory));
        fs::create_dir_all(&to)?;
        copy(&from.join("src"), &to)?;
        manifest::write_crate(&from, &to)?;
    }
    manifest::write_workspace(
        &workspace,
        sources,
        &CRATES.map(|(_, directory)| directory),
        &[],
    )?;
    fs::copy(workspace.join("Cargo.lock"), sources.join("Cargo.lock"))?;
    let host = sources.join("host");
    copy(&workspace.join("wit"), &host)?;
    for (from, to) in [
        ("docs/openapi.json", "openapi.json"),
        ("README.md", "README.md"),
        ("host/packaged.rs", "build.rs"),
    ] {
        fs::copy(workspace.join(from), host.join(to))
            .with_context(|| format!("cannot copy {from}"))?;
    }
    carry(&host.join("component"))
}

/// Copies a directory into another one.
fn copy(from: &Path, into: &Path) -> Result<()> {
    require(Command::new("cp").arg("--recursive").args([from, into]))
}

/// Puts the component into the crate, with its SHA-256.
fn carry(directory: &Path) -> Result<()> {
    let component = fs::read(vestibule_component::component_path())?;
    let sum: String = Sha256::digest(&component)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    fs::create_dir_all(directory)?;
    fs::write(directory.join("vestibule.wasm"), component)?;
    fs::write(
        directory.join("vestibule.wasm.sha256"),
        format!("{sum}  vestibule.wasm\n"),
    )?;
    Ok(())
}

/// Makes the `.crate` files.
fn write_packed(sources: &Path, packed: &Path) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(sources).args([
        "package",
        "--no-verify",
        "--allow-dirty",
        "--target-dir",
        "target",
    ]);
    require(cargo.args(CRATES.iter().flat_map(|(name, _)| ["--package", name])))?;
    fs::create_dir_all(packed)?;
    for file in fs::read_dir(sources.join("target/package"))?.flatten() {
        if file
            .path()
            .extension()
            .is_some_and(|extension| extension == "crate")
        {
            fs::copy(file.path(), packed.join(file.file_name()))?;
        }
    }
    Ok(())
}
