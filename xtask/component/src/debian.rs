//! Packages from Debian, for a user who may install them.

use std::{
    path::Path,
    process::{Command, Stdio},
};

const APT_GET: &str = "/usr/bin/apt-get";

/// Installs packages, if this is Debian and we are root; returns whether it has tried.
pub fn install(packages: &[&str]) -> bool {
    if !Path::new(APT_GET).exists() || !is_root() {
        return false;
    }
    apt_get(&["update"]);
    apt_get(&[&["install", "--no-install-recommends"], packages].concat());
    true
}

/// The equivalent command for the user.
#[must_use]
pub fn command(packages: &[&str]) -> String {
    format!(
        "apt-get update && apt-get install --no-install-recommends {}",
        packages.join(" ")
    )
}

/// Its output belongs to the set-up, not to the user's command. The caller finds out whether it worked by
/// looking for the programs again.
fn apt_get(arguments: &[&str]) {
    let _seen_by_looking_again = Command::new(APT_GET)
        .args(["--quiet", "--yes"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
