//! Vestibule and its password hashing as one component.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};
use wac_graph::{CompositionGraph, EncodeOptions, plug, types::Package};
use wit_component::{DecodedWasm, decode};

/// All that a host of the composed component has to bring.
const IMPORTS: [&str; 5] = [
    "vestibule:sso/audit@0.2.0",
    "vestibule:sso/settings@0.2.0",
    "vestibule:sso/storage@0.2.0",
    "wasi:clocks/wall-clock@0.2.6",
    "wasi:random/random@0.2.6",
];

/// Vestibule with the component of `edge/hashing` inside.
///
/// # Errors
/// If the two do not fit together, or the result imports anything else than [`IMPORTS`].
pub(crate) fn self_contained(sso: &[u8], hashing: &[u8]) -> Result<Vec<u8>> {
    let composed = plugged(sso, hashing)?;
    let imports = imports(&composed)?;
    ensure!(
        imports.iter().map(String::as_str).eq(IMPORTS),
        "the self-contained component imports {imports:?}, not {IMPORTS:?}"
    );
    Ok(composed)
}

/// Satisfies the imports of `socket` with the exports of `plugged`.
fn plugged(socket: &[u8], plugged: &[u8]) -> Result<Vec<u8>> {
    let mut graph = CompositionGraph::new();
    let mut register = |name: &str, bytes: &[u8]| {
        let package = Package::from_bytes(name, None, bytes.to_vec(), graph.types_mut())?;
        anyhow::Ok(graph.register_package(package)?)
    };
    let socket = register("vestibule:sso", socket)?;
    let plugged = register("vestibule:plugged", plugged)?;
    plug(&mut graph, vec![plugged], socket)?;
    Ok(graph.encode(EncodeOptions::default())?)
}

/// The names of the imports, sorted.
#[allow(
    clippy::indexing_slicing,
    reason = "wit-parser's arenas are indexed by their own IDs"
)]
fn imports(component: &[u8]) -> Result<BTreeSet<String>> {
    let DecodedWasm::Component(resolve, world) = decode(component)? else {
        bail!("a WIT package, not a component");
    };
    let imports = resolve.worlds[world].imports.keys();
    Ok(imports.map(|key| resolve.name_world_key(key)).collect())
}
