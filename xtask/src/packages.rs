//! `cargo xtask packages`: the server as a Debian package and as a container image, each installed into an empty
//! place, where the suite of `tests/everywhere` runs it.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Result, ensure};

use crate::{build_binary, cargo, npm, programs, require, run, target};

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

/// Packs the server into `dist/packages`, and checks the packages. `is_debug`: the server of the tests, which is
/// compiled already, instead of a release build.
pub(crate) fn run_all(is_debug: bool) -> Result<ExitCode> {
    programs::obtain_for("packages", missing)?;
    let binary = if is_debug {
        build_binary("vestibule")?
    } else {
        let arguments = ["build", "--release", "--locked", "--package", "vestibule"];
        let built = cargo(&arguments, &[])?;
        ensure!(built == ExitCode::SUCCESS, "the server does not build");
        target().join("release/vestibule")
    };
    let workspace = vestibule_component::workspace();
    let packages = workspace.join("dist/packages");
    std::fs::create_dir_all(&packages)?;
    let packaging = workspace.join("packaging");
    for script in ["deb", "image"] {
        require(script_of(&packaging, script).args([&binary, &packages]))?;
    }
    require(script_of(&packaging, "check").arg(&packages))?;
    require(&mut npm(
        "tests/everywhere",
        &["ci", "--no-audit", "--no-fund"],
    ))?;
    let mut suite = Command::new("node");
    suite.current_dir(workspace.join("tests/everywhere")).args([
        "run.mjs",
        "--host",
        "debian-package",
        "--host",
        "image",
    ]);
    run(&mut suite)
}

fn script_of(packaging: &Path, name: &str) -> Command {
    Command::new(packaging.join(name))
}

fn missing() -> Vec<&'static str> {
    let missing = PROGRAMS
        .iter()
        .filter(|(program, _)| !programs::is_found(program));
    missing.map(|(_, package)| *package).collect()
}
