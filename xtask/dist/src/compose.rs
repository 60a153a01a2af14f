//! Vestibule and its password hashing as one component.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};
use wac_graph::{CompositionGraph, EncodeOptions, PackageId, plug, types::Package};
use wit_component::{DecodedWasm, decode};
use wit_parser::{IndexMap, World, WorldItem, WorldKey};

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
    let socket = register(&mut graph, "vestibule:socket", socket)?;
    let plugged = register(&mut graph, "vestibule:plugged", plugged)?;
    plug(&mut graph, vec![plugged], socket)?;
    Ok(graph.encode(EncodeOptions::default())?)
}

/// What a component of `edge/wasi-http` is made of.
pub(crate) struct Edge<'a> {
    pub(crate) sso: &'a [u8],
    pub(crate) hashing: &'a [u8],
    pub(crate) environment: &'a [u8],
    pub(crate) store: &'a [u8],
    pub(crate) adapter: &'a [u8],
}

/// Vestibule with everything that it needs on a host of `wasi:http`.
///
/// # Errors
/// If the parts do not fit together, or the result imports anything that is not WASI's.
pub(crate) fn edge(parts: &Edge<'_>) -> Result<Vec<u8>> {
    let mut graph = CompositionGraph::new();
    let mut instance = |name: &str, bytes: &[u8]| {
        let package = register(&mut graph, name, bytes)?;
        anyhow::Ok(graph.instantiate(package))
    };
    let hashing = instance("vestibule:hashing", parts.hashing)?;
    let environment = instance("vestibule:environment", parts.environment)?;
    let store = instance("vestibule:store", parts.store)?;
    let sso = instance("vestibule:sso", parts.sso)?;
    let adapter = instance("vestibule:adapter", parts.adapter)?;
    for (from, to, interface) in [
        (hashing, sso, "vestibule:sso/password-hashing@0.2.0"),
        (environment, sso, "vestibule:sso/settings@0.2.0"),
        (environment, sso, "vestibule:sso/audit@0.2.0"),
        (store, sso, "vestibule:sso/storage@0.2.0"),
        (environment, adapter, "vestibule:sso/settings@0.2.0"),
        (environment, adapter, "vestibule:edge/edge-settings@0.2.0"),
        (store, adapter, "vestibule:edge/sweeping@0.2.0"),
        (sso, adapter, "vestibule:sso/types@0.2.0"),
        (sso, adapter, "vestibule:sso/registration@0.2.0"),
        (sso, adapter, "vestibule:sso/configuration@0.2.0"),
        (sso, adapter, "vestibule:sso/outbox@0.2.0"),
        (sso, adapter, "vestibule:sso/rest@0.2.0"),
        (sso, adapter, "vestibule:sso/users@0.2.0"),
    ] {
        let export = graph.alias_instance_export(from, interface)?;
        graph.set_instantiation_argument(to, interface, export)?;
    }
    for interface in exports(parts.adapter)? {
        let export = graph.alias_instance_export(adapter, &interface)?;
        graph.export(export, interface)?;
    }
    let composed = graph.encode(EncodeOptions::default())?;
    let foreign = imports(&composed)?;
    let foreign: Vec<&String> = foreign
        .iter()
        .filter(|name| !name.starts_with("wasi:"))
        .collect();
    ensure!(foreign.is_empty(), "an edge imports {foreign:?}");
    Ok(composed)
}

fn register(graph: &mut CompositionGraph, name: &str, bytes: &[u8]) -> Result<PackageId> {
    let package = Package::from_bytes(name, None, bytes.to_vec(), graph.types_mut())?;
    Ok(graph.register_package(package)?)
}

/// The names of the imports, sorted.
fn imports(component: &[u8]) -> Result<BTreeSet<String>> {
    names(component, |world| &world.imports)
}

/// The names of the exports, sorted.
fn exports(component: &[u8]) -> Result<BTreeSet<String>> {
    names(component, |world| &world.exports)
}

#[allow(
    clippy::indexing_slicing,
    reason = "wit-parser's arenas are indexed by their own IDs"
)]
fn names(
    component: &[u8],
    of: impl FnOnce(&World) -> &IndexMap<WorldKey, WorldItem>,
) -> Result<BTreeSet<String>> {
    let DecodedWasm::Component(resolve, world) = decode(component)? else {
        bail!("a WIT package, not a component");
    };
    let items = of(&resolve.worlds[world]).keys();
    Ok(items.map(|key| resolve.name_world_key(key)).collect())
}
