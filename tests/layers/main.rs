//! The modules of guest and host are layers: a module uses only those that ARCHITECTURE.md lists
//! before it. There is no other list; to move a module to another layer, edit that one.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod architecture;
mod uses;

use std::{collections::BTreeSet, path::Path};

use self::{architecture::Layers, uses::Use};

#[test]
fn no_module_of_the_guest_uses_a_higher_layer() {
    check("guest/src", &["lib.rs"]);
}

#[test]
fn no_module_of_the_host_uses_a_higher_layer() {
    check("host/src", &["lib.rs", "main.rs"]);
}

fn check(folder: &str, roots: &[&str]) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let layers = Layers::read(&workspace.join("ARCHITECTURE.md"), folder);
    let (mut modules, mut uses) = (BTreeSet::new(), vec![]);
    for root in roots {
        let found = uses::of_crate(&workspace.join(folder), root);
        modules.extend(found.modules);
        uses.extend(found.uses);
    }
    let listed: BTreeSet<String> = layers.modules().map(ToOwned::to_owned).collect();
    assert_eq!(
        listed, modules,
        "left: the modules that ARCHITECTURE.md lists for {folder}; right: those that exist"
    );
    assert!(uses.len() > 100, "only {} uses were found", uses.len());
    let broken: Vec<String> = uses
        .iter()
        .filter_map(|one| Some(format!("{folder}/{one}: {}", rule_broken(&layers, one)?)))
        .collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The rule that a use breaks; `None` if it breaks none.
fn rule_broken(layers: &Layers, one: &Use) -> Option<String> {
    let Some(used) = layers.position(&one.used) else {
        return Some(format!(
            "`{}` is not a module: name the module that defines it, not the root of the crate",
            one.used
        ));
    };
    let own = layers.position(&one.module)?;
    (used > own).then(|| {
        format!(
            "`{}` is listed after `{}` in ARCHITECTURE.md, and a module uses only those listed \
             before it",
            one.used, one.module
        )
    })
}
