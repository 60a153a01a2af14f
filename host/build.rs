//! Builds the component that the library embeds, with the same code as `cargo xtask component`.

use std::process::exit;

fn main() {
    for input in ["../guest", "../wit", "../Cargo.toml", "../Cargo.lock"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let Some(toolchain) = vestibule_component::find() else {
        println!(
            "cargo::error=no compiler has a standard library for {}: \
             run `cargo xtask component` once, it installs or names one",
            vestibule_component::TARGET
        );
        exit(1);
    };
    match vestibule_component::build(&toolchain) {
        Ok(path) => println!("cargo::rustc-env=EMBEDDED_COMPONENT={}", path.display()),
        Err(problem) => {
            println!("cargo::error={problem:#}");
            exit(1);
        }
    }
}
