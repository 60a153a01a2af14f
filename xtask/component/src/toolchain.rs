//! Finds a compiler that has, or can build, the standard library for WebAssembly.
//!
//! Tried in order: the toolchain on the `PATH` (rustup's, normally), then the system's own at
//! `/usr/bin`, which is where Debian's packages put one. Each may have the target installed, or
//! the library's source, from which cargo builds it.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The guest's target: no WASI below it, so nothing is imported beyond the WIT world.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler for the guest.
#[derive(Debug)]
pub struct Toolchain {
    /// Its cargo.
    pub cargo: PathBuf,
    /// Whether the standard library has to be built along with the guest.
    pub builds_std: bool,
    /// A linker for WebAssembly, if the compiler does not bring its own.
    pub(crate) linker: Option<PathBuf>,
    /// A directory to put before all others in the `PATH`.
    pub(crate) path_first: Option<PathBuf>,
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let library = if self.builds_std {
            "building the standard library from its source"
        } else {
            "with its standard library for the target"
        };
        write!(f, "{} for {TARGET}, {library}", self.cargo.display())
    }
}

/// Looks for a usable compiler, without changing anything on the machine.
#[must_use]
pub fn find() -> Option<Toolchain> {
    on_path().or_else(system)
}

fn on_path() -> Option<Toolchain> {
    let sysroot = sysroot(Path::new("rustc"))?;
    let builds_std = !library_has(&sysroot, TARGET);
    if builds_std && !has_source(&sysroot) {
        return None;
    }
    Some(Toolchain {
        cargo: "cargo".into(),
        builds_std,
        linker: None,
        path_first: None,
    })
}

fn system() -> Option<Toolchain> {
    let bin = Path::new("/usr/bin");
    let cargo = bin.join("cargo");
    let sysroot = sysroot(&bin.join("rustc"))?;
    let builds_std = !library_has(&sysroot, TARGET);
    if !cargo.exists() || (builds_std && !has_source(&sysroot)) {
        return None;
    }
    Some(Toolchain {
        cargo,
        builds_std,
        linker: Some(linker()?),
        path_first: Some(bin.into()),
    })
}

/// rustup's own linker, else one that the system has.
fn linker() -> Option<PathBuf> {
    let from_rustup = sysroot(Path::new("rustc")).and_then(|sysroot| {
        let host = sysroot.join("lib/rustlib");
        let mut directories = host.read_dir().ok()?.flatten();
        directories.find_map(|entry| {
            let lld = entry.path().join("bin/rust-lld");
            lld.exists().then_some(lld)
        })
    });
    from_rustup.or_else(|| {
        ["/usr/bin/rust-lld", "/usr/bin/lld"]
            .map(PathBuf::from)
            .into_iter()
            .find(|path| path.exists())
    })
}

fn library_has(sysroot: &Path, target: &str) -> bool {
    let library = sysroot.join("lib/rustlib").join(target).join("lib");
    library.read_dir().is_ok_and(|files| {
        files
            .flatten()
            .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn has_source(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib/src/rust/library/std/Cargo.toml")
        .exists()
}

/// Asks from the root directory, where no toolchain file of a project interferes.
fn sysroot(rustc: &Path) -> Option<PathBuf> {
    let output = Command::new(rustc)
        .args(["--print", "sysroot"])
        .current_dir("/")
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| PathBuf::from(text.trim_end()))
}
