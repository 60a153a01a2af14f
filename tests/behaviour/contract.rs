//! The component as built has the world that was agreed on, and not one import more.

use std::path::Path;

use wit_component::{DecodedWasm, WitPrinter, decode};

const GOLDEN: &str = include_str!("../goldens/component.wit");

#[test]
fn the_component_imports_and_exports_what_the_golden_says() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let component = std::fs::read(workspace.join("target/component/vestibule.wasm")).unwrap();
    let DecodedWasm::Component(resolve, world) = decode(&component).unwrap() else {
        panic!("a WIT package, not a component");
    };
    let package = resolve.worlds[world].package.unwrap();
    let mut printer = WitPrinter::default();
    printer.emit_docs(false);
    let others: Vec<_> = resolve
        .packages
        .iter()
        .map(|(id, _)| id)
        .filter(|id| *id != package)
        .collect();
    printer.print(&resolve, package, &others).unwrap();
    let built = printer.output.to_string();
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(workspace.join("tests/goldens/component.wit"), &built).unwrap();
        return;
    }
    assert!(
        built == GOLDEN,
        "the component's world has changed; if that is meant, run with UPDATE_GOLDENS=1:\n{built}"
    );
}
