//! The component: the only place that calls the imported function and implements the exported ones.

#![allow(
    unsafe_code,
    reason = "the export macro of wit-bindgen expands to the component's entry points"
)]

use crate::contract::{Guest, Letter, Message, Problem, Site, letter_templates::template};

/// The exports of the world.
pub struct Letters;

impl Guest for Letters {
    fn render(
        message: Message,
        locale: Option<String>,
        site: Site,
    ) -> Result<Letter, Vec<Problem>> {
        crate::render(&message, locale.as_deref(), &site, &template)
    }

    fn check(site: Site, templates: Vec<String>) -> Vec<Problem> {
        crate::check(&site, &templates, &template)
    }

    fn locales() -> Vec<String> {
        crate::locales().map(ToOwned::to_owned).collect()
    }
}

// A native linker does not accept the names of the entry points as symbols.
#[cfg(target_family = "wasm")]
crate::contract::export!(Letters with_types_in crate::contract);
