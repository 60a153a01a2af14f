//! `cargo xtask everywhere`: one suite over HTTP on every host, and the tests of what hosts load. A host that cannot be
//! had fails.

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Result, ensure};

use crate::{cargo, npm, programs, require, run, schemathesis::has_venv, target};

/// The host that runs outside of Rust and JavaScript.
const PYTHON: &str = "python";

/// The host that needs a browser, from the package of the same name.
const BROWSER: &str = "service-worker";
const CHROMIUM: &str = "chromium";

/// Builds what the hosts need and runs the suite on the named hosts, or on all, and then all other tests; or measures
/// the hosts.
pub(crate) fn run_on(hosts: &[String], is_measuring: bool) -> Result<ExitCode> {
    let is_wanted = |name: &str| hosts.is_empty() || hosts.iter().any(|host| host == name);
    build()?;
    if is_wanted(PYTHON) {
        install_python()?;
    }
    if is_wanted(BROWSER) {
        programs::obtain_for("everywhere", || match programs::is_found(CHROMIUM) {
            true => Vec::new(),
            false => vec![CHROMIUM],
        })?;
    }
    let mut suite = node("run.mjs");
    suite.args(hosts.iter().flat_map(|host| ["--host", host]));
    if is_measuring {
        return run(suite.arg("--figures"));
    }
    require(&mut suite)?;
    if !hosts.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    require(&mut node("finds.mjs"))?;
    require(&mut node("edge.test.mjs"))?;
    require(&mut npm("web", &["test"]))?;
    let workspace = vestibule_component::workspace();
    require(Command::new("node").arg(workspace.join("examples/test.mjs")))?;
    let mut python = Command::new(workspace.join("python/check.sh"));
    run(python.env("VESTIBULE_VENV", place_of_python()))
}

/// The programs in Rust, and the npm package.
fn build() -> Result<()> {
    let programs = [
        ["--bin", "dist"],
        ["--bin", "vestibule"],
        ["--bin", "wasmtime-serve"],
        ["--example", "place"],
    ];
    let built = cargo(&[&["build"], programs.as_flattened()].concat(), &[])?;
    ensure!(built == ExitCode::SUCCESS, "the hosts in Rust do not build");
    require(&mut Command::new(target().join("debug/dist")))?;
    for directory in ["web", "tests/everywhere"] {
        require(&mut npm(directory, &["ci", "--no-audit", "--no-fund"]))?;
    }
    require(&mut npm("web", &["run", "build"]))
}

/// The Python package as it is, and the server that the suite runs it in.
fn install_python() -> Result<()> {
    programs::obtain_for("everywhere", || match has_venv() {
        true => Vec::new(),
        false => vec!["python3-venv"],
    })?;
    let workspace = vestibule_component::workspace();
    let place = place_of_python();
    let mut venv = Command::new("python3");
    require(venv.args(["-m", "venv", "--clear"]).arg(&place))?;
    let mut pip = Command::new(place.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"])
        .arg(workspace.join("python"))
        .arg("--requirement")
        .arg(workspace.join("tests/everywhere/requirements.txt"));
    require(&mut pip)
}

/// The virtual environment of the Python package.
fn place_of_python() -> PathBuf {
    target().join("everywhere/python")
}

fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command
        .current_dir(vestibule_component::workspace().join("tests/everywhere"))
        .arg(script);
    command
}
