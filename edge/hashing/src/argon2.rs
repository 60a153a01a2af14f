//! Argon2 (RFC 9106) in its three variants and two versions.

use ::argon2::{Algorithm, Argon2 as Library, MIN_SALT_LEN, Params, Version};

use crate::{Argon2Parameters, Argon2Version, HashingError, Memory};

/// Maximum memory of one hash, in KiB.
const MAX_MEMORY_KIB: u32 = 1 << 20;
const MAX_PASSES: u32 = 100;
const MAX_LANES: u32 = 16;

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

    /// # Errors
    /// If there is not enough memory, or the library refuses.
    pub(super) fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        memory: &mut Memory,
        hash: &mut [u8],
    ) -> Result<(), HashingError> {
        let blocks = memory.blocks(self.params.block_count())?;
        Library::new(self.variant, self.version, self.params.clone())
            .hash_password_into_with_memory(password, salt, hash, blocks)
            .map_err(|_| HashingError::InvalidParameters)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Algorithm, Argon2Parameters, Argon2Version, vectors::is_refused};

    fn parameters(memory_kib: u32, iterations: u32, parallelism: u32) -> Argon2Parameters {
        Argon2Parameters {
            memory_kib,
            iterations,
            parallelism,
            version: V0x13,
        }
    }

    use Algorithm::{Argon2i, Argon2id};
    use Argon2Version::V0x13;

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
