//! Password hashing in WebAssembly, twice: as a component, and as a plain module for JavaScript.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use vestibule_component::{Toolchain, compile, encode};

/// Maximum size of each, in bytes: browsers load the module.
const MAX_SIZE: usize = 60_000;

/// The component that exports `vestibule:sso/password-hashing`.
///
/// # Errors
/// If it does not compile or is too large.
pub fn component(toolchain: &Toolchain, root: &Path) -> Result<Vec<u8>> {
    let module = compile(toolchain, root, "vestibule-hashing-component")?;
    let component = encode(&module).context("the module does not export password-hashing")?;
    limited("hashing.wasm", component)
}

/// The plain module. `edge/hashing/module` describes its exports.
///
/// # Errors
/// As [`component`].
pub fn module(toolchain: &Toolchain, root: &Path) -> Result<Vec<u8>> {
    let module = compile(toolchain, root, "vestibule-hashing-module")?;
    limited("hashing.module.wasm", module)
}

fn limited(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let size = bytes.len();
    ensure!(
        size <= MAX_SIZE,
        "{name} has {size} bytes; at most {MAX_SIZE} are allowed"
    );
    Ok(bytes)
}
