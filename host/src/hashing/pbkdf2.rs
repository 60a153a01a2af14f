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
        bindings::vestibule::sso::password_hashing::Algorithm::{
            Pbkdf2HmacSha1, Pbkdf2HmacSha256, Pbkdf2HmacSha512,
        },
        hashing::vectors::{derived, is_refused},
    };

    /// RFC 6070.
    #[test]
    fn sha1_is_that_of_the_standard() {
        let hash = derived(Pbkdf2HmacSha1(1), b"password", b"salt", 20);
        assert_eq!(hash, "0c60c80f961f0e71f3a9b524af6012062fe037a6");
        let hash = derived(Pbkdf2HmacSha1(4_096), b"password", b"salt", 20);
        assert_eq!(hash, "4b007901b765489abead49d926f721d065a429c1");
        let (password, salt) = (
            b"passwordPASSWORDpassword",
            b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
        );
        let hash = derived(Pbkdf2HmacSha1(4_096), password, salt, 25);
        assert_eq!(hash, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
        let hash = derived(Pbkdf2HmacSha1(4_096), b"pass\0word", b"sa\0lt", 16);
        assert_eq!(hash, "56fa6aa75548099dcc37d7f03425e0c3");
    }

    /// RFC 7914, section 11.
    #[test]
    fn sha256_is_that_of_the_standard() {
        let hash = derived(Pbkdf2HmacSha256(1), b"passwd", b"salt", 64);
        assert_eq!(
            hash,
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
             49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
        );
        let hash = derived(Pbkdf2HmacSha256(80_000), b"Password", b"NaCl", 64);
        assert_eq!(
            hash,
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56\
             a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
        );
    }

    /// No RFC has vectors for SHA-512. These are what Python's hashlib (OpenSSL) computes.
    #[test]
    fn sha512_is_that_of_other_implementations() {
        let hash = derived(Pbkdf2HmacSha512(1), b"password", b"salt", 64);
        assert_eq!(
            hash,
            "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252\
             c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"
        );
        let (password, salt) = (
            b"passwordPASSWORDpassword",
            b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
        );
        let hash = derived(Pbkdf2HmacSha512(4_096), password, salt, 64);
        assert_eq!(
            hash,
            "8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71\
             115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8"
        );
    }

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
