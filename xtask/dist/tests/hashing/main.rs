//! Both forms of password hashing in WebAssembly compute the shared test vectors, in wasmtime.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail"
)]

mod cases;
mod component;
mod module;

use std::sync::LazyLock;

use vestibule_component::Toolchain;

static TOOLCHAIN: LazyLock<Toolchain> =
    LazyLock::new(|| vestibule_component::find().expect("run `cargo xtask component` once"));

/// Why there is no hash.
#[derive(Debug, PartialEq, Eq)]
enum Refused {
    InvalidParameters,
    Unsupported,
}

/// Something that derives a hash for a case.
trait Derive {
    fn derive(&self, case: &cases::Case) -> Result<Vec<u8>, Refused>;
}

fn computes_the_vectors(hashing: &dyn Derive) {
    for case in cases::all().hashes {
        let hash = hashing.derive(&case);
        assert_eq!(hash, Ok(case.hash()), "{case:?}");
    }
}

fn refuses_what_is_out_of_bounds(hashing: &dyn Derive) {
    for case in cases::all().refused {
        let refused = hashing.derive(&case);
        assert_eq!(refused, Err(Refused::InvalidParameters), "{case:?}");
    }
}

#[test]
fn the_component_computes_the_vectors() {
    computes_the_vectors(&component::Hashing::new(None));
}

#[test]
fn the_component_refuses_what_is_out_of_bounds() {
    refuses_what_is_out_of_bounds(&component::Hashing::new(None));
}

#[test]
fn the_module_computes_the_vectors() {
    computes_the_vectors(&module::Hashing::new(None));
}

#[test]
fn the_module_refuses_what_is_out_of_bounds() {
    refuses_what_is_out_of_bounds(&module::Hashing::new(None));
}

/// A host may limit the memory of an instance: the rest of the bounds is then unsupported, and nothing traps.
#[test]
fn a_hash_that_needs_more_memory_than_there_is_is_unsupported() {
    let limit = Some(16 << 20);
    let hashings: [Box<dyn Derive>; 2] = [
        Box::new(component::Hashing::new(limit)),
        Box::new(module::Hashing::new(limit)),
    ];
    for hashing in hashings {
        for case in cases::with_32_mib() {
            assert_eq!(hashing.derive(&case), Err(Refused::Unsupported), "{case:?}");
        }
        for case in cases::all().hashes {
            let fits = case.algorithm != "scrypt" || case.number("log_n") < 14;
            assert!(
                !fits || hashing.derive(&case) == Ok(case.hash()),
                "{case:?}"
            );
        }
    }
}
