//! Builds the component: `guest/` compiled to a core module for `wasm32-unknown-unknown`, then
//! wrapped as a component by `wit-component`.
//!
//! Both `cargo xtask` and the build script of `host/` call [`build`], so that plain `cargo run`
//! and `cargo test` never work with a stale component. It has a target directory and a compiler
//! of its own; when nothing changed, nothing is built.

pub mod debian;
mod environment;
mod nameless;
mod obtain;
mod toolchain;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use wit_component::{ComponentEncoder, DecodedWasm, WitPrinter, decode};

pub use obtain::obtain;
pub use toolchain::{TARGET, Toolchain, find};

/// Bytes of the module's shadow stack. Every instance has to zero it; the linker's default of
/// 1 MiB halves the rate of session checks.
const STACK_SIZE: u32 = 64 * 1024;

/// SHA-2 without unrolled loops: the component is 16 KB smaller, and a session check, which hashes a
/// few hundred bytes, takes no longer that could be measured.
const SMALL_SHA2: &str = r#"--cfg=sha2_backend="soft" --cfg=sha2_backend_soft="compact""#;

/// The workspace's root directory.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The path of the built component.
#[must_use]
pub fn component_path() -> PathBuf {
    workspace().join("target/component/vestibule.wasm")
}

/// Compiles the guest and writes the component to [`component_path`], and its world beside it.
///
/// # Errors
/// If the guest does not compile, or the result is not a valid component of the world `sso`.
pub fn build(toolchain: &Toolchain) -> Result<PathBuf> {
    let module_path = compile(toolchain)?;
    let module =
        fs::read(&module_path).with_context(|| format!("cannot read {}", module_path.display()))?;
    let component = ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .and_then(|encoder| encoder.encode())
        .context("the module is not a component of the world vestibule:sso/sso")?;
    let component = nameless::without_names(&component)?;
    let path = component_path();
    write_if_changed(&path, &component)?;
    write_if_changed(&path.with_extension("wit"), world(&component)?.as_bytes())?;
    Ok(path)
}

/// The actual world of a component, as WIT. A test compares it with a golden.
#[allow(
    clippy::indexing_slicing,
    reason = "wit-parser's arenas are indexed by their own IDs"
)]
fn world(component: &[u8]) -> Result<String> {
    let DecodedWasm::Component(resolve, world) = decode(component)? else {
        bail!("a WIT package, not a component");
    };
    let root = resolve.worlds[world]
        .package
        .context("a world without a package")?;
    let packages = resolve.packages.iter().map(|(id, _)| id);
    let others: Vec<_> = packages.filter(|id| *id != root).collect();
    let mut printer = WitPrinter::default();
    printer.emit_docs(false);
    printer.print(&resolve, root, &others)?;
    Ok(printer.output.to_string())
}

fn compile(toolchain: &Toolchain) -> Result<PathBuf> {
    let root = workspace();
    let target_dir = root.join("target/guest");
    let mut cargo = environment::clean(toolchain);
    cargo
        .current_dir(&root)
        .args(["rustc", "--quiet", "--locked"])
        .args(["--package", "vestibule-guest", "--lib"])
        // The guest is a native library too, and cargo optimises at link time only a crate that is
        // a cdylib alone.
        .args(["--crate-type", "cdylib"])
        .args(["--profile", "component", "--target", TARGET])
        .arg("--target-dir")
        .arg(&target_dir)
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            format!(
                "-Clink-arg=-zstack-size={STACK_SIZE} -Clink-arg=--compress-relocations \
                 {SMALL_SHA2}"
            ),
        );
    if toolchain.builds_std {
        cargo
            .env("RUSTC_BOOTSTRAP", "1")
            .arg("-Zbuild-std=std,panic_abort");
    }
    let status = cargo
        .status()
        .with_context(|| format!("cannot run {}", toolchain.cargo.display()))?;
    ensure!(status.success(), "the guest did not compile ({status})");
    Ok(target_dir
        .join(TARGET)
        .join("component/vestibule_guest.wasm"))
}

/// Keeps the time stamp of an unchanged file, so that its dependents are not rebuilt.
fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
