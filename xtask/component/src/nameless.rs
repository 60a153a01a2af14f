//! A component without the names of its items.
//!
//! `wit-component` always writes them. They are 9 KB that only debuggers read, and a host loads the
//! component over a network or into a browser.

use anyhow::{Context, Result};
use wasm_encoder::{RawSection, Section};
use wasmparser::{Parser, Payload};

const NAMES: &str = "component-name";

/// The component without its section of names. Nested modules and components stay as they are.
pub(crate) fn without_names(component: &[u8]) -> Result<Vec<u8>> {
    let mut kept = wasm_encoder::Component::HEADER.to_vec();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        let is_names =
            matches!(&payload, Payload::CustomSection(section) if section.name() == NAMES);
        if depth == 0
            && !is_names
            && let Some((id, range)) = payload.as_section()
        {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = component
                .get(range)
                .context("a section without its bytes")?;
            RawSection { id, data }.append_to(&mut kept);
        }
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(kept)
}
