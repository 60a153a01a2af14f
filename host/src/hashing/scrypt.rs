//! scrypt (RFC 7914).

use ::scrypt::{Params, scrypt};

use crate::bindings::vestibule::sso::password_hashing::ScryptParameters;

/// The bound of r limits what the memory does not: the p blocks, of 128 · r bytes each.
const MAX_R: u32 = 64;
/// As many as Argon2 may have lanes. They are computed one after the other.
const MAX_P: u32 = 16;
/// From N = 2. The memory limits it further.
const LOG_N: std::ops::RangeInclusive<u32> = 1..=23;
/// Maximum memory of one hash, in bytes.
const MAX_MEMORY: u64 = 1 << 30;

/// scrypt with parameters that are within the bounds.
pub(super) struct Scrypt(Params);

impl Scrypt {
    /// `None` if a parameter is out of bounds.
    pub(super) fn new(wanted: ScryptParameters) -> Option<Self> {
        let ScryptParameters { log_n, r, p } = wanted;
        let is_bounded = LOG_N.contains(&log_n)
            && log_n < r.saturating_mul(16)
            && (1..=MAX_R).contains(&r)
            && (1..=MAX_P).contains(&p)
            && (128 * u64::from(r)) << log_n <= MAX_MEMORY;
        if !is_bounded {
            return None;
        }
        Params::new(u8::try_from(log_n).ok()?, r, p).ok().map(Self)
    }

    /// `None` if the library refuses.
    pub(super) fn derive(&self, password: &[u8], salt: &[u8], hash: &mut [u8]) -> Option<()> {
        scrypt(password, salt, &self.0, hash).ok()
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        bindings::vestibule::sso::password_hashing::{Algorithm, ScryptParameters},
        hashing::vectors::{derived, is_refused},
    };

    fn scrypt(log_n: u32, r: u32, p: u32) -> Algorithm {
        Algorithm::Scrypt(ScryptParameters { log_n, r, p })
    }

    /// RFC 7914, section 12.
    #[test]
    fn hashes_are_those_of_the_standard() {
        assert_eq!(
            derived(scrypt(4, 1, 1), b"", b"", 64),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
             fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        );
        assert_eq!(
            derived(scrypt(10, 8, 16), b"password", b"NaCl", 64),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
             2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        );
        let hash = derived(scrypt(14, 8, 1), b"pleaseletmein", b"SodiumChloride", 64);
        assert_eq!(
            hash,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2\
             d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        );
    }

    #[test]
    fn parameters_out_of_bounds_are_refused() {
        for (log_n, r, p) in [(1, 1, 1), (15, 1, 1), (20, 8, 16), (22, 2, 1), (17, 64, 1)] {
            assert!(!is_refused(scrypt(log_n, r, p), b"", 32), "{log_n} {r} {p}");
        }
        for (log_n, r, p) in [
            (16, 1, 1),
            (0, 1, 1),
            (21, 8, 1),
            (24, 1, 1),
            (18, 64, 1),
            (64, 1, 1),
            (u32::MAX, 1, 1),
            (1, 0, 1),
            (1, 65, 1),
            (1, u32::MAX, 1),
            (1, 1, 0),
            (1, 1, 17),
        ] {
            assert!(is_refused(scrypt(log_n, r, p), b"", 32), "{log_n} {r} {p}");
        }
        assert!(is_refused(scrypt(1, 1, 1), b"", 15));
        assert!(is_refused(scrypt(1, 1, 1), b"", 65));
    }
}
