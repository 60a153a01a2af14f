//! Gets a compiler on a machine that has none: from rustup where it can reach its server, else
//! from Debian's packages.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Result, anyhow};

use crate::toolchain::{TARGET, Toolchain, find};

/// A compiler, and the standard library's source for it.
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// A linker, where rustup does not bring one.
const DEBIAN_LINKER: &str = "lld";

/// Finds a compiler, or installs one and says how.
///
/// # Errors
/// If none can be had; the message holds the commands to type.
pub fn obtain() -> Result<Toolchain> {
    if let Some(toolchain) = find() {
        return Ok(toolchain);
    }
    eprintln!("No compiler for {TARGET} yet; asking rustup for the target.");
    if run(Command::new("rustup").args(["target", "add", TARGET]))
        && let Some(toolchain) = find()
    {
        return Ok(toolchain);
    }
    if Path::new("/usr/bin/apt-get").exists() && is_root() {
        eprintln!("rustup cannot fetch it; installing Debian's compiler with apt-get.");
        apt_get(&["update"]);
        apt_get(
            &[
                &["install", "--no-install-recommends"][..],
                &DEBIAN_PACKAGES,
            ]
            .concat(),
        );
        if find().is_none() {
            apt_get(&["install", "--no-install-recommends", DEBIAN_LINKER]);
        }
    }
    find().ok_or_else(|| {
        anyhow!(
            "no compiler has a standard library for {TARGET}. Either of these gives one:\n  \
             rustup target add {TARGET}\n  \
             apt-get update && apt-get install {} {DEBIAN_LINKER}",
            DEBIAN_PACKAGES.join(" ")
        )
    })
}

fn apt_get(arguments: &[&str]) {
    run(Command::new("/usr/bin/apt-get")
        .args(["--quiet", "--yes"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive"));
}

/// What is printed belongs to the set-up, not to what the user asked for.
fn run(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
