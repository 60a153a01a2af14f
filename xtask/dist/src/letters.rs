//! The component that renders letters.

use std::path::Path;

use anyhow::{Result, ensure};
use vestibule_component::Toolchain;

/// Maximum size in bytes.
const MAX_SIZE: usize = 1_000_000;

/// The component that exports `vestibule:sso/letters`.
///
/// # Errors
/// If it does not compile or is too large.
pub(crate) fn component(toolchain: &Toolchain, root: &Path) -> Result<Vec<u8>> {
    let component = vestibule_component::letters(toolchain, root)?;
    let size = component.len();
    ensure!(
        size <= MAX_SIZE,
        "letters.wasm has {size} bytes; at most {MAX_SIZE} are allowed"
    );
    Ok(component)
}
