//! The environment of the inner cargo.
//!
//! An outer cargo (we run below `cargo xtask` or a build script) sets variables that would change the
//! inner build: its compiler, its flags, its job server, its profile.

use std::{env, ffi::OsString, process::Command};

use crate::toolchain::Toolchain;

/// Variables that an outer cargo or rustup sets, by prefix.
const BENT_BY_PREFIX: &[&str] = &[
    "CARGO_BUILD_",
    "CARGO_CFG_",
    "CARGO_ENCODED_",
    "CARGO_FEATURE_",
    "CARGO_MAKEFLAGS",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "DEP_",
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
];

/// The same, by whole name.
const BENT: &[&str] = &[
    "CARGO",
    "DEBUG",
    "HOST",
    "MAKEFLAGS",
    "MFLAGS",
    "NUM_JOBS",
    "OPT_LEVEL",
    "OUT_DIR",
    "PROFILE",
    "RUSTUP_TOOLCHAIN",
    "TARGET",
];

/// A cargo command of `toolchain` in an environment as if typed into a fresh shell.
pub(crate) fn clean(toolchain: &Toolchain) -> Command {
    let mut command = Command::new(&toolchain.cargo);
    for (name, _) in env::vars_os() {
        let bent = name.to_str().is_some_and(|name| {
            BENT.contains(&name) || BENT_BY_PREFIX.iter().any(|prefix| name.starts_with(prefix))
        });
        if bent {
            command.env_remove(&name);
        }
    }
    if let Some(directory) = &toolchain.path_first {
        let mut path: OsString = directory.into();
        if let Some(rest) = env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        command.env("PATH", path);
    }
    if let Some(linker) = &toolchain.linker {
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    }
    command
}
