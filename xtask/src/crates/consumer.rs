//! A program in an empty place: `examples/typed`, with the packed crates instead of the workspace.

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, ensure};
use toml::Value;

use super::{CRATES, manifest};
use crate::{require, run, target};

/// The name of the program, and of its directory in `examples`.
const PROGRAM: &str = "typed";

/// Builds the program with the crates of `packed`, and runs its test. With another component than the one that was
/// packed it must not build.
pub(super) fn check(place: &Path, packed: &Path) -> Result<ExitCode> {
    if place.exists() {
        fs::remove_dir_all(place)?;
    }
    fs::create_dir_all(place)?;
    let patches = unpack(place, packed)?;
    write(place, &patches)?;
    let tested = run(cargo(place).arg("test"))?;
    ensure!(
        tested == ExitCode::SUCCESS,
        "a program does not work with the packed crates"
    );
    let (_, host) = patches.last().context("no crate is packed")?;
    spoil(&place.join(host).join("component/vestibule.wasm"))?;
    let built = cargo(place).arg("build").output()?;
    let said = String::from_utf8_lossy(&built.stderr);
    ensure!(
        !built.status.success() && said.contains("was not noted when the crate was packed"),
        "the crate builds with another component than the packed one:\n{said}"
    );
    println!(
        "The crates work in an empty place, and refuse another component than the packed one."
    );
    Ok(ExitCode::SUCCESS)
}

/// Unpacks the crates below `place`, and returns the directory of each.
fn unpack(place: &Path, packed: &Path) -> Result<Vec<(&'static str, String)>> {
    let mut directories = Vec::new();
    for (name, _) in CRATES {
        let directory = format!("{name}-{}", env!("CARGO_PKG_VERSION"));
        let mut tar = Command::new("tar");
        tar.current_dir(place).args(["--extract", "--file"]);
        require(tar.arg(packed.join(format!("{directory}.crate"))))?;
        directories.push((name, directory));
    }
    Ok(directories)
}

/// The program, in a workspace of its own with the versions of dependencies that are tested here.
fn write(place: &Path, patches: &[(&str, String)]) -> Result<()> {
    let workspace = vestibule_component::workspace();
    let example = workspace.join("examples").join(PROGRAM);
    let program = place.join(PROGRAM);
    fs::create_dir_all(program.join("src"))?;
    fs::copy(example.join("src/main.rs"), program.join("src/main.rs"))?;
    let mut manifest = manifest::read(&example)?;
    let dependencies = manifest
        .get_mut("dependencies")
        .and_then(Value::as_table_mut);
    let dependencies = dependencies.context("the program has no dependencies")?;
    dependencies.insert("vestibule".to_owned(), env!("CARGO_PKG_VERSION").into());
    manifest::write(&program, &manifest)?;
    manifest::write_workspace(&workspace, place, &[PROGRAM], patches)?;
    fs::copy(workspace.join("Cargo.lock"), place.join("Cargo.lock"))?;
    Ok(())
}

/// Changes a byte.
fn spoil(path: &Path) -> Result<()> {
    let mut bytes = fs::read(path)?;
    let last = bytes.last_mut().context("an empty component")?;
    *last ^= 1;
    Ok(fs::write(path, bytes)?)
}

/// cargo in the empty place. Dependencies that are compiled in this workspace already are not compiled again.
fn cargo(place: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(place).env("CARGO_TARGET_DIR", target());
    cargo
}
