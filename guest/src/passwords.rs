//! Passwords: the policy for new ones, hashing and checking.
//!
//! A check takes the same time whether there is a stored hash or not, so that the time of an answer does
//! not reveal whether an account exists. (After a change of the cost in the settings, a hash takes the
//! time of the old cost until a login renews it.)

mod derive;
mod proof;
mod stored_hash;

pub use proof::Proof;
pub use stored_hash::StoredHash;

use subtle::ConstantTimeEq;

use derive::derive;

use crate::{
    canonical::folded,
    contract::{password_hashing::Algorithm, types::SubStatus},
    fault::{Fault, Result},
    phc::phc_string,
    platform::Platform,
    settings::password::Password,
};

const SALT_LENGTH: usize = 16;
const HASH_LENGTH: u32 = 32;

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the password is right.
    pub is_correct: bool,
    /// Whether the stored hash has another algorithm or cost than the settings.
    pub is_outdated: bool,
}

/// The problems of a new password, in the order of the policy.
#[must_use]
pub fn policy(settings: &Password, password: &str) -> Vec<SubStatus> {
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    if length > settings.max_length {
        // Other problems of a text that is too long are not looked for.
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

/// Hashes a new password. Returns a PHC string.
///
/// # Errors
/// Busy, or unavailable if the host does not compute this hash.
pub fn hash(platform: &dyn Platform, settings: &Password, password: &str) -> Result<String> {
    let salt = platform.random(SALT_LENGTH);
    let cost = settings.cost();
    let algorithm = Algorithm::Argon2id(cost);
    let hash = derive(platform, password, &salt, algorithm, HASH_LENGTH)?;
    phc_string(cost, &salt, &hash).ok_or_else(|| Fault::Unavailable("cannot hash".to_owned()))
}

/// Checks a password against a stored hash. If there is none, the work is the same.
///
/// # Errors
/// Busy, or unavailable if the host does not compute the stored hash.
pub fn verify(
    platform: &dyn Platform,
    settings: &Password,
    stored: Option<&str>,
    password: &str,
) -> Result<Verdict> {
    let current = Algorithm::Argon2id(settings.cost());
    let parsed = stored.and_then(StoredHash::parse);
    let is_known = parsed.is_some();
    let stored = parsed.unwrap_or_else(|| StoredHash {
        algorithm: current,
        salt: vec![0; SALT_LENGTH],
        hash: vec![0; HASH_LENGTH as usize],
    });
    let length = u32::try_from(stored.hash.len()).unwrap_or(HASH_LENGTH);
    let derived = derive(platform, password, &stored.salt, stored.algorithm, length)?;
    let is_same = bool::from(derived.ct_eq(&stored.hash));
    Ok(Verdict {
        is_correct: is_same && is_known,
        is_outdated: stored.algorithm != current,
    })
}
