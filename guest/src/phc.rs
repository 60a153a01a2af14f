//! Password hashes as PHC strings (the format of the Password Hashing Competition), and what a
//! hash may cost.

use std::ops::RangeInclusive;

use phc::{Ident, Output, ParamsString, PasswordHash, Salt};

use crate::contract::password_hashing::{Argon2Parameters, Argon2Version};

const ARGON2ID: &str = "argon2id";
/// Version 0x13 of Argon2.
const VERSION: u32 = 19;
/// Bytes of salts and hashes that were made elsewhere.
const SALT_LENGTHS: RangeInclusive<usize> = 8..=64;
const HASH_LENGTHS: RangeInclusive<usize> = 16..=64;

/// The maximum cost of a hash: passes, lanes, and KiB of memory, of which each lane needs eight.
pub(crate) const MAX_ITERATIONS: u32 = 100;
pub(crate) const MAX_PARALLELISM: u32 = 16;
pub(crate) const MAX_MEMORY_KIB: u32 = 1_048_576;

/// Whether a text is a hash that the component can check: it is well-formed, and its cost is within the
/// bounds.
#[must_use]
pub fn is_usable(stored: &str) -> bool {
    let Some((cost, hash)) = parse(stored) else {
        return false;
    };
    let salt = hash.salt.as_deref().unwrap_or_default();
    let length = hash.hash.as_ref().map_or(0, |hash| hash.as_bytes().len());
    is_affordable(cost) && SALT_LENGTHS.contains(&salt.len()) && HASH_LENGTHS.contains(&length)
}

pub(crate) fn parse(stored: &str) -> Option<(Argon2Parameters, PasswordHash)> {
    let hash = PasswordHash::new(stored).ok()?;
    let is_ours = hash.algorithm.as_str() == ARGON2ID && hash.version == Some(VERSION);
    let cost = Argon2Parameters {
        memory_kib: hash.params.get_decimal("m")?,
        iterations: hash.params.get_decimal("t")?,
        parallelism: hash.params.get_decimal("p")?,
        version: Argon2Version::V0x13,
    };
    (is_ours && hash.salt.is_some() && hash.hash.is_some()).then_some((cost, hash))
}

pub(crate) fn phc_string(cost: Argon2Parameters, salt: &[u8], hash: &[u8]) -> Option<String> {
    let mut params = ParamsString::new();
    params.add_decimal("m", cost.memory_kib).ok()?;
    params.add_decimal("t", cost.iterations).ok()?;
    params.add_decimal("p", cost.parallelism).ok()?;
    let hash = PasswordHash {
        algorithm: Ident::new(ARGON2ID).ok()?,
        version: Some(VERSION),
        params,
        salt: Some(Salt::new(salt).ok()?),
        hash: Some(Output::new(hash).ok()?),
    };
    Some(hash.to_string())
}

/// Whether a hash that was made elsewhere costs no more than one made here may.
#[must_use]
pub fn is_affordable(cost: Argon2Parameters) -> bool {
    (1..=MAX_ITERATIONS).contains(&cost.iterations)
        && (1..=MAX_PARALLELISM).contains(&cost.parallelism)
        && (least_memory(cost.parallelism)..=MAX_MEMORY_KIB).contains(&cost.memory_kib)
}

pub(crate) fn least_memory(parallelism: u32) -> u32 {
    parallelism.clamp(1, MAX_PARALLELISM) * 8
}

#[cfg(test)]
mod tests {
    use super::{is_usable, parse, phc_string};
    use crate::contract::password_hashing::{Argon2Parameters, Argon2Version};

    #[test]
    fn a_hash_is_stored_as_a_phc_string() {
        let cost = Argon2Parameters {
            memory_kib: 19_456,
            iterations: 2,
            parallelism: 1,
            version: Argon2Version::V0x13,
        };
        let text = phc_string(cost, &[7; 16], &[9; 32]).unwrap();
        assert!(
            text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{text}"
        );
        let (parsed, hash) = parse(&text).unwrap();
        assert_eq!(parsed, cost);
        assert_eq!(hash.hash.unwrap().as_bytes(), [9; 32]);
    }

    #[test]
    fn a_hash_of_excessive_cost_or_insufficient_length_is_not_usable() {
        let with = |memory_kib, salt: &[u8], hash: &[u8]| {
            let cost = Argon2Parameters {
                memory_kib,
                iterations: 1,
                parallelism: 1,
                version: Argon2Version::V0x13,
            };
            is_usable(&phc_string(cost, salt, hash).unwrap())
        };
        assert!(with(8, &[7; 8], &[9; 16]));
        assert!(with(1_048_576, &[7; 16], &[9; 64]));
        assert!(!with(1_048_577, &[7; 16], &[9; 32]));
        assert!(!with(7, &[7; 16], &[9; 32]));
        assert!(!with(64, &[7; 16], &[9; 15]));
    }

    #[test]
    fn foreign_hashes_are_not_parsed() {
        assert!(
            parse("$argon2i$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$CQkJCQkJCQkJCQkJCQkJCQ")
                .is_none()
        );
        assert!(parse("").is_none());
    }
}
