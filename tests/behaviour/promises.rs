//! "What we promise" names tests, and a promise without its test would be an empty one.

use std::{env, fs, path::Path, process::Command};

#[test]
fn every_test_that_the_promises_name_exists() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/what-we-promise.md");
    let page = fs::read_to_string(page).unwrap();
    let listed = Command::new(env::current_exe().unwrap())
        .arg("--list")
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let quoted = page.split('`').skip(1).step_by(2);
    let named: Vec<&str> = quoted.filter(|text| text.contains("::")).collect();
    assert!(named.len() > 20, "{named:?}");
    for name in named {
        let line = format!("{name}: test");
        assert!(listed.lines().any(|other| other == line), "{name}");
    }
}
