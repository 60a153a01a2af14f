//! The build script of the published crate, in the place of `build.rs`: embeds the component that the crate carries,
//! if it has the SHA-256 that was noted when the crate was packed. No compiler for WebAssembly is needed.

use std::{env, fs, path::Path, process::exit};

use sha2::{Digest, Sha256};

/// The component, and beside it a line in the format of `sha256sum`.
const COMPONENT: &str = "component/vestibule.wasm";

fn main() {
    println!("cargo::rerun-if-changed=component");
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let path = Path::new(&root).join(COMPONENT);
    match check(&path) {
        Ok(()) => println!("cargo::rustc-env=EMBEDDED_COMPONENT={}", path.display()),
        Err(problem) => {
            println!("cargo::error={COMPONENT}: {problem}");
            exit(1);
        }
    }
}

fn check(path: &Path) -> Result<(), String> {
    let read = |path: &Path| fs::read(path).map_err(|problem| problem.to_string());
    let sum: String = Sha256::digest(read(path)?)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let noted = read(&path.with_extension("wasm.sha256"))?;
    match noted.starts_with(format!("{sum}  ").as_bytes()) {
        true => Ok(()),
        false => Err(format!(
            "its SHA-256 is {sum}, which was not noted when the crate was packed"
        )),
    }
}
