//! The component as built has the world that was agreed on, and not one import more. What it imports
//! never changes within 0.2.x.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE_GOLDENS").is_some()
}

#[test]
fn the_world_of_the_component_agrees_with_the_golden() {
    let golden = workspace().join("tests/goldens/component.wit");
    let built = fs::read_to_string(workspace().join("target/component/vestibule.wit")).unwrap();
    if is_updating() {
        fs::write(golden, &built).unwrap();
        return;
    }
    assert!(
        built == fs::read_to_string(golden).unwrap(),
        "the component's world has changed; if that is meant, run with UPDATE_GOLDENS=1:\n{built}"
    );
}

/// A host that was written for one 0.2.x runs every later component of 0.2.x.
///
/// `tests/goldens/imports-0.2.wit` NEVER CHANGES as long as the version is 0.2.x. If this test fails,
/// the change of `wit/` is wrong, not the file: no function, record, member, case or type of an
/// import may be added, removed or altered. Another minor version has another file, which
/// UPDATE_GOLDENS=1 writes if it is not there.
#[test]
fn the_imports_are_frozen() {
    let contract = workspace().join("wit");
    let imports = imports(&contract);
    let golden = format!("imports-{}.wit", minor_version(&contract));
    let golden = workspace().join("tests/goldens").join(golden);
    if is_updating() && !golden.exists() {
        fs::write(&golden, &imports).unwrap();
    }
    assert!(
        imports == fs::read_to_string(&golden).unwrap(),
        "the imports are not those of {}:\n{imports}",
        golden.display()
    );
}

/// The imports of the world, and the interfaces of this package among them, without comments.
fn imports(contract: &Path) -> String {
    let world = fs::read_to_string(contract.join("world.wit")).unwrap();
    let lines = world.lines().map(str::trim);
    let names = lines.filter_map(|line| line.strip_prefix("import ")?.strip_suffix(';'));
    let mut text = String::new();
    for name in names.clone() {
        text.push_str(&format!("import {name};\n"));
    }
    for name in names.filter(|name| !name.contains(':')) {
        let file = fs::read_to_string(contract.join(format!("{name}.wit"))).unwrap();
        assert!(file.contains(&format!("interface {name} {{")));
        let is_code = |line: &&str| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with("//")
        };
        text.push('\n');
        for line in file.lines().filter(is_code) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// `0.2` of `package vestibule:sso@0.2.0;`.
fn minor_version(contract: &Path) -> String {
    let world = fs::read_to_string(contract.join("world.wit")).unwrap();
    let mut lines = world.lines();
    let version = lines.find_map(|line| line.strip_prefix("package vestibule:sso@"));
    let version = version.unwrap().trim_end_matches(';');
    version.rsplit_once('.').unwrap().0.to_owned()
}
