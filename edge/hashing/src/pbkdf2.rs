//! PBKDF2 (RFC 8018) with HMAC.

use ::pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// Allowed numbers of iterations. With the longest output, SHA-1 takes four times as many.
const ROUNDS: std::ops::RangeInclusive<u32> = 1..=10_000_000;

/// The hash function of the HMAC.
#[derive(Clone, Copy)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

/// PBKDF2 with a number of iterations that is within the bounds.
pub(super) struct Pbkdf2 {
    hash: Hash,
    rounds: u32,
}

impl Pbkdf2 {
    /// `None` if there are too many iterations, or none.
    pub(super) fn new(hash: Hash, rounds: u32) -> Option<Self> {
        ROUNDS.contains(&rounds).then_some(Self { hash, rounds })
    }

    pub(super) fn derive(&self, password: &[u8], salt: &[u8], derived: &mut [u8]) {
        let derive = match self.hash {
            Hash::Sha1 => pbkdf2_hmac::<Sha1>,
            Hash::Sha256 => pbkdf2_hmac::<Sha256>,
            Hash::Sha512 => pbkdf2_hmac::<Sha512>,
        };
        derive(password, salt, self.rounds, derived);
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Algorithm::{Pbkdf2HmacSha1, Pbkdf2HmacSha256, Pbkdf2HmacSha512},
        vectors::is_refused,
    };

    #[test]
    fn the_iterations_are_bounded() {
        for algorithm in [Pbkdf2HmacSha1, Pbkdf2HmacSha256, Pbkdf2HmacSha512] {
            assert!(is_refused(algorithm(0), b"", 32));
            assert!(!is_refused(algorithm(1), b"", 32));
            assert!(!is_refused(algorithm(10_000_000), b"", 32));
            assert!(is_refused(algorithm(10_000_001), b"", 32));
            assert!(is_refused(algorithm(1), b"", 15));
        }
    }
}
