//! Builds WebAssembly from crates of the workspace: each is compiled to a core module for
//! `wasm32-unknown-unknown`, and `wit-component` makes a component of it. Vestibule's own are `guest/`
//! and `letters/`.
//!
//! Both `cargo xtask` and the build script of `host/` call [`build`], so that plain `cargo run`
//! and `cargo test` never work with a stale component. It has a target directory and a compiler
//! of its own; when nothing changed, nothing is built.

mod compile;
pub mod debian;
mod encode;
mod environment;
mod nameless;
mod obtain;
mod toolchain;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

pub use compile::compile;
pub use encode::{encode, world};
pub use obtain::obtain;
pub use toolchain::{TARGET, Toolchain, find};

/// The crate with the rules.
const GUEST: &str = "vestibule-guest";

/// The crate that renders letters.
const LETTERS: &str = "vestibule-letters";

/// The workspace's root directory.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The path of the built component.
#[must_use]
pub fn component_path() -> PathBuf {
    workspace().join("target/component/vestibule.wasm")
}

/// The path of the built component that renders letters.
#[must_use]
pub fn letters_path() -> PathBuf {
    workspace().join("target/component/letters.wasm")
}

/// Compiles the guest and writes the component to [`component_path`], and its world beside it.
///
/// # Errors
/// If the guest does not compile, or the result is not a valid component of the world `sso`.
pub fn build(toolchain: &Toolchain) -> Result<PathBuf> {
    written(component_path(), &guest(toolchain, &workspace())?)
}

/// Compiles the crate of letters and writes the component to [`letters_path`], and its world beside it.
///
/// # Errors
/// If the crate does not compile, or the result is not a valid component of the world `letter-renderer`.
pub fn build_letters(toolchain: &Toolchain) -> Result<PathBuf> {
    written(letters_path(), &letters(toolchain, &workspace())?)
}

fn written(path: PathBuf, component: &[u8]) -> Result<PathBuf> {
    write_if_changed(&path, component)?;
    write_if_changed(&path.with_extension("wit"), world(component)?.as_bytes())?;
    Ok(path)
}

/// Compiles the guest of the workspace at `root`, and returns the component.
///
/// # Errors
/// As [`build`].
pub fn guest(toolchain: &Toolchain, root: &Path) -> Result<Vec<u8>> {
    let module = compile(toolchain, root, GUEST)?;
    encode(&module).context("the module is not a component of the world vestibule:sso/sso")
}

/// Compiles the crate of letters of the workspace at `root`, and returns the component.
///
/// # Errors
/// As [`build_letters`].
pub fn letters(toolchain: &Toolchain, root: &Path) -> Result<Vec<u8>> {
    let module = compile::compile_with_stack(toolchain, root, LETTERS, compile::DEEP_STACK_SIZE)?;
    encode(&module)
        .context("the module is not a component of the world vestibule:sso/letter-renderer")
}

/// Keeps the time stamp of an unchanged file, so that its dependents are not rebuilt.
fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
