//! From a crate to a core module.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::{
    environment,
    toolchain::{TARGET, Toolchain},
};

/// Bytes of the module's shadow stack. Every instance has to zero it; the linker's default of
/// 1 MiB halves the rate of session checks.
const STACK_SIZE: u32 = 64 * 1024;

/// The same for a module that calls itself as deep as its input is nested, and is used rarely.
pub(crate) const DEEP_STACK_SIZE: u32 = 1024 * 1024;

/// SHA-2 without unrolled loops: the component is 16 KB smaller, and a session check, which hashes a
/// few hundred bytes, takes no longer that could be measured.
const SMALL_SHA2: [&str; 2] = [
    r#"--cfg=sha2_backend="soft""#,
    r#"--cfg=sha2_backend_soft="compact""#,
];

/// Compiles a crate of the workspace at `root`, with the profile `component`, and returns the module. The
/// same sources give the same bytes in every directory.
///
/// # Errors
/// If the crate does not compile.
pub fn compile(toolchain: &Toolchain, root: &Path, package: &str) -> Result<Vec<u8>> {
    compile_with_stack(toolchain, root, package, STACK_SIZE)
}

/// As [`compile`], with a shadow stack of `stack_size` bytes.
pub(crate) fn compile_with_stack(
    toolchain: &Toolchain,
    root: &Path,
    package: &str,
    stack_size: u32,
) -> Result<Vec<u8>> {
    let target_dir = root.join("target/guest");
    let mut cargo = environment::clean(toolchain);
    cargo
        .current_dir(root)
        .args(["rustc", "--quiet", "--locked"])
        .args(["--package", package, "--lib"])
        // The guest is a native library too, and cargo optimises at link time only a crate that is
        // a cdylib alone.
        .args(["--crate-type", "cdylib"])
        .args(["--profile", "component", "--target", TARGET])
        .arg("--target-dir")
        .arg(&target_dir)
        .env("CARGO_ENCODED_RUSTFLAGS", flags(stack_size).join("\u{1f}"));
    if toolchain.builds_std {
        cargo
            .env("RUSTC_BOOTSTRAP", "1")
            .arg("-Zbuild-std=std,panic_abort");
    }
    let status = cargo
        .status()
        .with_context(|| format!("cannot run {}", toolchain.cargo.display()))?;
    ensure!(status.success(), "{package} did not compile ({status})");
    let name = package.replace('-', "_");
    let module = target_dir
        .join(TARGET)
        .join(format!("component/{name}.wasm"));
    fs::read(&module).with_context(|| format!("cannot read {}", module.display()))
}

fn flags(stack_size: u32) -> Vec<String> {
    let mut flags = vec![
        format!("-Clink-arg=-zstack-size={stack_size}"),
        "-Clink-arg=--compress-relocations".to_owned(),
    ];
    flags.extend(SMALL_SHA2.map(ToOwned::to_owned));
    let sources = sources_of_dependencies().into_iter();
    flags.extend(sources.map(|directory| format!("--remap-path-prefix={}=", directory.display())));
    flags
}

/// The directories in which cargo keeps the sources of dependencies. Messages of panics contain paths of
/// source files; without these directories they are the same for every user.
fn sources_of_dependencies() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let registries = home.and_then(|home| home.join("registry/src").read_dir().ok());
    let registries = registries.into_iter().flatten().flatten();
    let mut directories: Vec<PathBuf> = registries.map(|entry| entry.path()).collect();
    directories.sort();
    directories
}
