//! Argon2 (RFC 9106) in its three variants and two versions.

use ::argon2::{Algorithm, Argon2 as Library, Block, MIN_SALT_LEN, Params, Version};

use crate::bindings::vestibule::sso::password_hashing::{Argon2Parameters, Argon2Version};

/// Maximum memory of one hash, in KiB.
const MAX_MEMORY_KIB: u32 = 1 << 20;
const MAX_PASSES: u32 = 100;
const MAX_LANES: u32 = 16;

/// The memory of a hash, which the next one uses again.
pub(super) type Memory = Vec<Block>;

/// Argon2 with parameters that are within the bounds.
pub(super) struct Argon2 {
    variant: Algorithm,
    version: Version,
    params: Params,
}

impl Argon2 {
    /// `None` if a parameter is out of bounds.
    pub(super) fn new(variant: Algorithm, wanted: Argon2Parameters, salt: &[u8]) -> Option<Self> {
        let Argon2Parameters {
            memory_kib,
            iterations,
            parallelism,
            version,
        } = wanted;
        let is_bounded = memory_kib <= MAX_MEMORY_KIB
            && iterations <= MAX_PASSES
            && parallelism <= MAX_LANES
            && salt.len() >= MIN_SALT_LEN;
        let params = Params::new(memory_kib, iterations, parallelism, None).ok()?;
        is_bounded.then_some(Self {
            variant,
            version: match version {
                Argon2Version::V0x10 => Version::V0x10,
                Argon2Version::V0x13 => Version::V0x13,
            },
            params,
        })
    }

    /// `None` if the library refuses.
    pub(super) fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        memory: &mut Memory,
        hash: &mut [u8],
    ) -> Option<()> {
        memory.resize(self.params.block_count(), Block::default());
        Library::new(self.variant, self.version, self.params.clone())
            .hash_password_into_with_memory(password, salt, hash, memory)
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        bindings::vestibule::sso::password_hashing::{Algorithm, Argon2Parameters, Argon2Version},
        hashing::vectors::{derived, is_refused},
    };

    fn parameters(memory_kib: u32, iterations: u32, parallelism: u32) -> Argon2Parameters {
        Argon2Parameters {
            memory_kib,
            iterations,
            parallelism,
            version: V0x13,
        }
    }

    use Algorithm::{Argon2d, Argon2i, Argon2id};
    use Argon2Version::{V0x10, V0x13};

    /// Algorithm, version, lanes, hash.
    type Vector = (
        fn(Argon2Parameters) -> Algorithm,
        Argon2Version,
        u32,
        &'static str,
    );

    /// The test vectors of RFC 9106 have a secret and associated data, which the contract does not
    /// have. Those of Argon2i and Argon2id are in the test suite of the reference implementation; the
    /// others were computed with it (libargon2).
    const VECTORS: [Vector; 9] = [
        (
            Argon2d,
            V0x10,
            1,
            "bd404868ff00c52e7543c8332e6a772a5724892d7e328d5cf253bbc8e726b371",
        ),
        (
            Argon2d,
            V0x13,
            1,
            "25c4ee8ba448054b49efc804e478b9d823be1f9bd2e99f51d6ec4007a3a1501f",
        ),
        (
            Argon2d,
            V0x13,
            2,
            "7b69c92d7c3889aad1281dbc8baefc12cc37c80f1c75e33ef2c2d40c28ebc573",
        ),
        (
            Argon2i,
            V0x10,
            1,
            "fd4dd83d762c49bdeaf57c47bdcd0c2f1babf863fdeb490df63ede9975fccf06",
        ),
        (
            Argon2i,
            V0x10,
            2,
            "b6c11560a6a9d61eac706b79a2f97d68b4463aa3ad87e00c07e2b01e90c564fb",
        ),
        (
            Argon2i,
            V0x13,
            2,
            "4ff5ce2769a1d7f4c8a491df09d41a9fbe90e5eb02155a13e4c01e20cd4eab61",
        ),
        (
            Argon2id,
            V0x10,
            1,
            "da070e576e50f2f38a3c897cbddc6c7fb4028e870971ff9eae7b4e1879295e6e",
        ),
        (
            Argon2id,
            V0x13,
            1,
            "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
        ),
        (
            Argon2id,
            V0x13,
            2,
            "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
        ),
    ];

    #[test]
    fn hashes_are_those_of_the_reference_implementation() {
        for (variant, version, lanes, expected) in VECTORS {
            let algorithm = variant(Argon2Parameters {
                version,
                ..parameters(256, 2, lanes)
            });
            let hash = derived(algorithm, b"password", b"somesalt", 32);
            assert_eq!(hash, expected, "{algorithm:?}");
        }
    }

    #[test]
    fn parameters_out_of_bounds_are_refused() {
        let salt = b"somesalt";
        for (memory_kib, iterations, parallelism) in [
            (7, 1, 1),
            (15, 1, 2),
            ((1 << 20) + 1, 1, 1),
            (u32::MAX, 1, 1),
            (8, 0, 1),
            (8, 101, 1),
            (8, 1, 0),
            (8 * 17, 1, 17),
        ] {
            let parameters = parameters(memory_kib, iterations, parallelism);
            let algorithm = Argon2id(parameters);
            assert!(is_refused(algorithm, salt, 32), "{algorithm:?}");
        }
        let algorithm = Argon2i(parameters(8, 1, 1));
        assert!(!is_refused(algorithm, salt, 16) && !is_refused(algorithm, salt, 64));
        assert!(is_refused(algorithm, b"7 bytes", 32));
        assert!(is_refused(algorithm, &[7; 1_025], 32));
        assert!(is_refused(algorithm, salt, 15) && is_refused(algorithm, salt, 65));
    }
}
