//! bcrypt, as hashes with the prefix `$2b$` have it.

use zeroize::Zeroizing;

/// Allowed costs, the binary logarithms of the rounds. The highest takes about 20 seconds, and each one
/// more would double that.
const COSTS: std::ops::RangeInclusive<u32> = 4..=18;
/// Bytes of the password, with its final zero byte, that count.
const MAX_KEY: usize = 72;

/// bcrypt with a cost that is within the bounds.
pub(super) struct Bcrypt {
    cost: u32,
    salt: [u8; 16],
}

impl Bcrypt {
    /// Allowed lengths of a hash: the whole output, or without the last byte, as the text form has it.
    pub(super) const LENGTHS: std::ops::RangeInclusive<u32> = 23..=24;

    /// `None` if the cost is out of bounds or the salt has not 16 bytes.
    pub(super) fn new(cost: u32, salt: &[u8]) -> Option<Self> {
        let salt = salt.try_into().ok()?;
        COSTS.contains(&cost).then_some(Self { cost, salt })
    }

    pub(super) fn derive(&self, password: &[u8], hash: &mut [u8]) {
        let with_end = password.iter().chain(&[0]);
        let key: Zeroizing<Vec<u8>> = Zeroizing::new(with_end.take(MAX_KEY).copied().collect());
        let whole = ::bcrypt::bcrypt(self.cost, self.salt, &key);
        for (byte, computed) in hash.iter_mut().zip(whole) {
            *byte = computed;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Algorithm::Bcrypt,
        vectors::{derived, is_refused},
    };

    /// `DCq7YPn5Rq63x1Lad4cll.` in bcrypt's Base64.
    const SALT: [u8; 16] = [
        0x14, 0x4b, 0x3d, 0x69, 0x1a, 0x7b, 0x4e, 0xcf, 0x39, 0xcf, 0x73, 0x5c, 0x7f, 0xa7, 0xa7,
        0x9c,
    ];

    #[test]
    fn bytes_after_the_72nd_make_no_difference() {
        let expected = "a4d6cecde3582f9abc621ad72d4ce942b1f9f463786a9f";
        assert_eq!(derived(Bcrypt(6), &[b'a'; 72], &SALT, 23), expected);
        assert_eq!(derived(Bcrypt(6), &[b'a'; 80], &SALT, 23), expected);
    }

    #[test]
    fn a_zero_byte_does_not_end_a_password() {
        let with_more = derived(Bcrypt(4), b"some\0thing", &SALT, 23);
        assert_ne!(with_more, derived(Bcrypt(4), b"some", &SALT, 23));
    }

    #[test]
    fn the_text_form_lacks_the_last_byte() {
        let whole = derived(Bcrypt(4), b"password", &SALT, 24);
        let without_last = derived(Bcrypt(4), b"password", &SALT, 23);
        assert_eq!(whole.len(), 48);
        assert_eq!(whole.get(..46), Some(&*without_last));
    }

    #[test]
    fn parameters_out_of_bounds_are_refused() {
        assert!(!is_refused(Bcrypt(4), &SALT, 24) && !is_refused(Bcrypt(18), &SALT, 23));
        for cost in [0, 3, 19, 31, 32, u32::MAX] {
            assert!(is_refused(Bcrypt(cost), &SALT, 23), "{cost}");
        }
        assert!(is_refused(Bcrypt(4), &[7; 15], 23) && is_refused(Bcrypt(4), &[7; 17], 23));
        assert!(is_refused(Bcrypt(4), &SALT, 22) && is_refused(Bcrypt(4), &SALT, 25));
    }
}
