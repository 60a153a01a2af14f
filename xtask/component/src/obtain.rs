//! Gets a compiler on a machine that has none: from rustup where it can reach its server, else
//! from Debian's packages.

use std::process::{Command, Stdio};

use anyhow::{Result, anyhow};

use crate::{
    debian,
    toolchain::{TARGET, Toolchain, find},
};

/// A compiler, and the standard library's source for it.
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// A linker, where rustup does not bring one.
const DEBIAN_LINKER: &str = "lld";

/// Finds a compiler, or installs one and prints how.
///
/// # Errors
/// If no compiler can be installed; the message contains the commands to type.
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
    eprintln!("rustup cannot fetch it; trying Debian's compiler.");
    if debian::install(&DEBIAN_PACKAGES) && find().is_none() {
        debian::install(&[DEBIAN_LINKER]);
    }
    find().ok_or_else(|| {
        let all = [&DEBIAN_PACKAGES[..], &[DEBIAN_LINKER]].concat();
        anyhow!(
            "no compiler has a standard library for {TARGET}. Either of these gives one:\n  \
             rustup target add {TARGET}\n  {}",
            debian::command(&all)
        )
    })
}

/// The output belongs to the set-up, not to the user's command.
fn run(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
