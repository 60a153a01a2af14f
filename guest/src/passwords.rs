//! Passwords: the policy for new ones, hashing and checking.
//!
//! A check takes the same time whether there is a stored hash or not, so that the time of an answer does
//! not reveal whether an account exists. (After a change of the cost in the settings, a hash takes the
//! time of the old cost until a login renews it.)

mod derive;
mod proof;

pub use proof::Proof;

use phc::Output;
use subtle::ConstantTimeEq;

use derive::derive;

use crate::{
    canonical::folded,
    contract::{password_hashing::Algorithm, types::SubStatus},
    fault::{Fault, Result},
    phc::{parse, phc_string},
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
    /// Whether the stored hash has another cost than the settings.
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
    let derived = derive(platform, password, salt, Algorithm::Argon2id(cost), length)?;
    let is_same = bool::from(derived.ct_eq(expected));
    Ok(Verdict {
        is_correct: is_same && parsed.is_some(),
        is_outdated: cost != current,
    })
}
