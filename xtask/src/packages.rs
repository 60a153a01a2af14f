//! `cargo xtask packages`: the server as a Debian package and as a container image, each installed into an empty
//! place, where the suite of `tests/everywhere` runs it; the library as crates; and the component as an artefact in a
//! registry.

use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Result, ensure};

use crate::{build_binary, cargo, crates, npm, programs, require, target};

/// Programs that the scripts in `packaging/` run, each with the package that has it.
const PROGRAMS: [(&str, &str); 10] = [
    ("bwrap", "bubblewrap"),
    ("dh", "debhelper"),
    ("dpkg-buildpackage", "dpkg-dev"),
    ("docker-registry", "docker-registry"),
    ("jq", "jq"),
    ("mmdebstrap", "mmdebstrap"),
    ("skopeo", "skopeo"),
    ("ss", "iproute2"),
    ("systemd-analyze", "systemd"),
    ("umoci", "umoci"),
];

/// The program that pushes components to registries, and the version that is tested.
const WKG: [&str; 2] = ["wkg", "0.16.1"];

/// Packs the server into `dist/packages`, and the crates, and checks all of them. `is_debug` is the short form: it packs
/// the server of the tests, which is compiled already, instead of a release build, and leaves out what takes long to
/// compile: a program that uses the crates, and `wkg`.
pub(crate) fn run_all(is_debug: bool) -> Result<ExitCode> {
    programs::obtain_for("packages", missing)?;
    let packages = vestibule_component::workspace().join("dist/packages");
    fs::create_dir_all(&packages)?;
    let binary = binary(is_debug)?;
    for name in ["deb", "image"] {
        require(script(name).args([&binary, &packages]))?;
    }
    require(script("check").arg(&packages))?;
    require(&mut npm(
        "tests/everywhere",
        &["ci", "--no-audit", "--no-fund"],
    ))?;
    require(&mut suite())?;
    if is_debug {
        crates::pack()?;
        return Ok(ExitCode::SUCCESS);
    }
    require(script("component").args([wkg()?, vestibule_component::component_path(), packages]))?;
    crates::run_all()
}

/// The server to pack.
fn binary(is_debug: bool) -> Result<PathBuf> {
    if is_debug {
        return build_binary("vestibule");
    }
    let arguments = ["build", "--release", "--locked", "--package", "vestibule"];
    let built = cargo(&arguments, &[])?;
    ensure!(built == ExitCode::SUCCESS, "the server does not build");
    Ok(target().join("release/vestibule"))
}

/// The suite on the installed packages.
fn suite() -> Command {
    let mut suite = Command::new("node");
    suite
        .current_dir(vestibule_component::workspace().join("tests/everywhere"))
        .args(["run.mjs", "--host", "debian-package", "--host", "image"]);
    suite
}

/// Installs `wkg` below `target`, and returns its path.
fn wkg() -> Result<PathBuf> {
    let [name, version] = WKG;
    let place = target().join(name);
    let mut cargo = Command::new("cargo");
    cargo.args(["install", "--locked", "--debug", "--quiet"]);
    cargo.args([name, "--version", version]);
    cargo.arg("--root").arg(&place);
    require(cargo.arg("--target-dir").arg(place.join("build")))?;
    Ok(place.join("bin").join(name))
}

fn script(name: &str) -> Command {
    let packaging = vestibule_component::workspace().join("packaging");
    Command::new(packaging.join(name))
}

fn missing() -> Vec<&'static str> {
    let missing = PROGRAMS
        .iter()
        .filter(|(program, _)| !programs::is_found(program));
    missing.map(|(_, package)| *package).collect()
}
