//! Vestibule for hosts of `wasi:http`.

use std::path::Path;

use anyhow::{Context, Result};
use vestibule_component::{Toolchain, compile, encode};

use crate::compose::{Edge, edge};

/// A component that exports `wasi:http/incoming-handler` and `wasi:cli/run`, and keeps its data in one of
/// the stores of `edge/wasi-http`.
pub(crate) fn component(
    toolchain: &Toolchain,
    root: &Path,
    sso: &[u8],
    hashing: &[u8],
    store: &str,
) -> Result<Vec<u8>> {
    let part = |name: &str| {
        let module = compile(toolchain, root, &format!("vestibule-wasi-http-{name}"))?;
        encode(&module).with_context(|| format!("{name} is not a component of its world"))
    };
    edge(&Edge {
        sso,
        hashing,
        environment: &part("environment")?,
        store: &part(store)?,
        adapter: &part("adapter")?,
    })
    .with_context(|| format!("with {store}"))
}
