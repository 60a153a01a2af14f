//! Packages from Debian, for whoever may install them.

use std::{
    path::Path,
    process::{Command, Stdio},
};

const APT_GET: &str = "/usr/bin/apt-get";

/// Installs packages, if this is Debian and we are root; says whether it has tried.
pub fn install(packages: &[&str]) -> bool {
    if !Path::new(APT_GET).exists() || !is_root() {
        return false;
    }
    apt_get(&["update"]);
    apt_get(&[&["install", "--no-install-recommends"], packages].concat());
    true
}

/// What to type to the same end.
#[must_use]
pub fn command(packages: &[&str]) -> String {
    format!(
        "apt-get update && apt-get install --no-install-recommends {}",
        packages.join(" ")
    )
}

/// What it prints belongs to the set-up, not to what the user asked for. Whether it worked shows in
/// what is there afterwards.
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
