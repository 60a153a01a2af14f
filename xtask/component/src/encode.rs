//! From a core module to a component.

use anyhow::{Context, Result, bail};
use wit_component::{ComponentEncoder, DecodedWasm, WitPrinter, decode};

use crate::nameless;

/// Makes a component of a module that was compiled against a world.
///
/// # Errors
/// If the module does not have what its world needs.
pub fn encode(module: &[u8]) -> Result<Vec<u8>> {
    let component = ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.encode())?;
    nameless::without_names(&component)
}

/// The actual world of a component, as WIT. A test compares it with a golden.
///
/// # Errors
/// If the bytes are not a component.
#[allow(
    clippy::indexing_slicing,
    reason = "wit-parser's arenas are indexed by their own IDs"
)]
pub fn world(component: &[u8]) -> Result<String> {
    let DecodedWasm::Component(resolve, world) = decode(component)? else {
        bail!("a WIT package, not a component");
    };
    let root = resolve.worlds[world]
        .package
        .context("a world without a package")?;
    let packages = resolve.packages.iter().map(|(id, _)| id);
    let others: Vec<_> = packages.filter(|id| *id != root).collect();
    let mut printer = WitPrinter::default();
    printer.emit_docs(false);
    printer.print(&resolve, root, &others)?;
    Ok(printer.output.to_string())
}
