//! The component as built has the world that was agreed on, and not one import more.

use std::path::Path;

const GOLDEN: &str = include_str!("../goldens/component.wit");

#[test]
fn the_component_imports_and_exports_what_the_golden_says() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let built = std::fs::read_to_string(workspace.join("target/component/vestibule.wit")).unwrap();
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(workspace.join("tests/goldens/component.wit"), &built).unwrap();
        return;
    }
    assert!(
        built == GOLDEN,
        "the component's world has changed; if that is meant, run with UPDATE_GOLDENS=1:\n{built}"
    );
}
