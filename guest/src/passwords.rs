//! Passwords: the policy for new ones, hashing and checking.
//!
//! Checking costs the same whether there is a stored hash or not, so the time an answer takes
//! does not tell who has an account. (After a change of the cost in the settings, hashes that have
//! not been renewed by a login yet take the time of the old cost.)

use std::ops::RangeInclusive;
mod proof;

pub use proof::Proof;

use phc::{Ident, Output, ParamsString, PasswordHash, Salt};
use subtle::ConstantTimeEq;

use crate::{
    canonical::folded,
    contract::{
        password_hashing::{Algorithm, Argon2idCost},
        types::SubStatus,
    },
    fault::{Fault, Result},
    platform::Platform,
    settings::password::{Password, is_bearable},
};

const ARGON2ID: &str = "argon2id";
/// Version 0x13 of Argon2.
const VERSION: u32 = 19;
const SALT_LENGTH: usize = 16;
const HASH_LENGTH: u32 = 32;
/// Bytes of salts and hashes that were made elsewhere.
const SALT_LENGTHS: RangeInclusive<usize> = 8..=64;
const HASH_LENGTHS: RangeInclusive<usize> = 16..=64;

/// What a check found out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The password is the one that was set.
    pub is_correct: bool,
    /// The stored hash was made at another cost than the one in force.
    pub is_outdated: bool,
}

/// What is wrong with a new password, in the order of the policy.
#[must_use]
pub fn policy(settings: &Password, password: &str) -> Vec<SubStatus> {
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    if length > settings.max_length {
        // Too long to be worth looking at.
        return vec![SubStatus::PasswordTooLong];
    }
    let mut found = Vec::new();
    if length < settings.min_length {
        found.push(SubStatus::PasswordTooShort);
    }
    let password = folded(password);
    let is_rejected = |entry: &String| password.contains(&folded(entry));
    if settings.reject_list.iter().any(is_rejected) {
        found.push(SubStatus::PasswordInvalid);
    }
    found
}

/// Hashes a new password; a PHC string.
///
/// # Errors
/// Busy, or unavailable if the host does not compute at this cost.
pub fn hash(platform: &dyn Platform, settings: &Password, password: &str) -> Result<String> {
    let salt = platform.random(SALT_LENGTH);
    let cost = settings.cost();
    let hash = platform.derive(
        password.as_bytes(),
        &salt,
        Algorithm::Argon2id(cost),
        HASH_LENGTH,
    )?;
    phc_string(cost, &salt, &hash).ok_or_else(|| Fault::Unavailable("cannot hash".to_owned()))
}

/// Checks a password against a stored hash, or, if there is none, does the work of it.
///
/// # Errors
/// Busy, or unavailable if the host does not compute at the stored cost.
pub fn verify(
    platform: &dyn Platform,
    settings: &Password,
    stored: Option<&str>,
    password: &str,
) -> Result<Verdict> {
    let current = settings.cost();
    let parsed = stored.and_then(parse);
    let (cost, salt, expected) = match &parsed {
        Some((cost, hash)) => (*cost, hash.salt.as_deref(), hash.hash.as_ref()),
        None => (current, None, None),
    };
    let nobody = ([0; SALT_LENGTH], [0; HASH_LENGTH as usize]);
    let salt = salt.unwrap_or(&nobody.0);
    let expected = expected.map_or(&nobody.1[..], Output::as_bytes);
    let length = u32::try_from(expected.len()).unwrap_or(HASH_LENGTH);
    let derived = platform.derive(password.as_bytes(), salt, Algorithm::Argon2id(cost), length)?;
    let is_same = bool::from(derived.ct_eq(expected));
    Ok(Verdict {
        is_correct: is_same && parsed.is_some(),
        is_outdated: !same_cost(cost, current),
    })
}

/// Whether a text is a hash that can be checked here: not one that nobody's password has, nor one
/// that costs more than is allowed.
#[must_use]
pub fn is_usable(stored: &str) -> bool {
    let Some((cost, hash)) = parse(stored) else {
        return false;
    };
    let salt = hash.salt.as_deref().unwrap_or_default();
    let length = hash.hash.as_ref().map_or(0, |hash| hash.as_bytes().len());
    is_bearable(cost) && SALT_LENGTHS.contains(&salt.len()) && HASH_LENGTHS.contains(&length)
}

fn same_cost(one: Argon2idCost, other: Argon2idCost) -> bool {
    one.memory_kib == other.memory_kib
        && one.iterations == other.iterations
        && one.parallelism == other.parallelism
}

fn parse(stored: &str) -> Option<(Argon2idCost, PasswordHash)> {
    let hash = PasswordHash::new(stored).ok()?;
    let is_ours = hash.algorithm.as_str() == ARGON2ID && hash.version == Some(VERSION);
    let cost = Argon2idCost {
        memory_kib: hash.params.get_decimal("m")?,
        iterations: hash.params.get_decimal("t")?,
        parallelism: hash.params.get_decimal("p")?,
    };
    (is_ours && hash.salt.is_some() && hash.hash.is_some()).then_some((cost, hash))
}

fn phc_string(cost: Argon2idCost, salt: &[u8], hash: &[u8]) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::{is_usable, parse, phc_string};
    use crate::contract::password_hashing::Argon2idCost;

    #[test]
    fn a_hash_is_stored_as_a_phc_string() {
        let cost = Argon2idCost {
            memory_kib: 19_456,
            iterations: 2,
            parallelism: 1,
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
    fn what_costs_too_much_or_is_too_short_is_not_usable() {
        let with = |memory_kib, salt: &[u8], hash: &[u8]| {
            let cost = Argon2idCost {
                memory_kib,
                iterations: 1,
                parallelism: 1,
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
    fn foreign_hashes_are_none() {
        assert!(
            parse("$argon2i$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$CQkJCQkJCQkJCQkJCQkJCQ")
                .is_none()
        );
        assert!(parse("").is_none());
    }
}
