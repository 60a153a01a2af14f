//! The WIT package, for those who generate bindings: binary, as text, and as JSON.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, Result, bail, ensure};
use wit_component::{DecodedWasm, WitPrinter, decode};
use wit_parser::{PackageId, Resolve, WorldId};

/// The package `vestibule:sso`, with its documentation.
pub(crate) struct Contract {
    resolve: Resolve,
    package: PackageId,
}

/// Reads the package, and requires that each component is one of the world named before it.
pub(crate) fn read(directory: &Path, components: &[(&str, &[u8])]) -> Result<Contract> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(directory)?;
    for &(name, component) in components {
        let world = resolve.select_world(&[package], Some(name))?;
        require(&resolve, world, component)?;
    }
    Ok(Contract { resolve, package })
}

/// Requires that a component has the imports and exports of a world.
fn require(resolve: &Resolve, world: WorldId, component: &[u8]) -> Result<()> {
    let DecodedWasm::Component(built, of_component) = decode(component)? else {
        bail!("a WIT package, not a component");
    };
    let (described, built) = (names(resolve, world), names(&built, of_component));
    ensure!(
        described == built,
        "the component has the imports and exports {built:?}, not those of its world, {described:?}"
    );
    Ok(())
}

impl Contract {
    /// As a WIT package in WebAssembly's binary format.
    pub(crate) fn package(&self) -> Result<Vec<u8>> {
        wit_component::encode(&self.resolve, self.package)
    }

    /// As one WIT text, with the packages it uses.
    pub(crate) fn text(&self) -> Result<String> {
        let packages = self.resolve.packages.iter().map(|(id, _)| id);
        let others: Vec<PackageId> = packages.filter(|id| *id != self.package).collect();
        let mut printer = WitPrinter::default();
        printer.print(&self.resolve, self.package, &others)?;
        Ok(printer.output.to_string())
    }

    /// wit-parser's `Resolve` as JSON: packages, worlds, interfaces and types refer to one another by
    /// their positions in its lists.
    pub(crate) fn json(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(&self.resolve).context("the WIT package is not representable in JSON")
    }
}

/// The imports and exports of a world.
#[allow(
    clippy::indexing_slicing,
    reason = "wit-parser's arenas are indexed by their own IDs"
)]
fn names(resolve: &Resolve, world: WorldId) -> [BTreeSet<String>; 2] {
    let world = &resolve.worlds[world];
    [&world.imports, &world.exports].map(|items| {
        items
            .keys()
            .map(|key| resolve.name_world_key(key))
            .collect()
    })
}
