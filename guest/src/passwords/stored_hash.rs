//! Stored password hashes: those made here, and those that other systems made and an import kept.
//!
//! A hash of another system is checked as it is at the first login, which then replaces it by one
//! that is made here. `docs/importing-users.md` lists the spellings.

use base64::{
    Engine,
    alphabet::{BCRYPT, STANDARD},
    engine::{
        DecodePaddingMode,
        general_purpose::{GeneralPurpose, GeneralPurposeConfig},
    },
};
use phc::PasswordHash;

use crate::{
    contract::password_hashing::{Algorithm, Argon2Parameters, Argon2Version, ScryptParameters},
    phc::is_affordable,
};

/// Bytes of the text, which is a part of the account's document.
const MAX_TEXT: usize = 512;
/// Bytes of a hash; bcrypt's text form has 23.
const HASH_LENGTHS: std::ops::RangeInclusive<usize> = 16..=64;
const MAX_SALT: usize = 128;

/// The maximum cost of a hash of another system: a login computes it once. One core takes seconds.
const MAX_PBKDF2: u32 = 5_000_000;
const MAX_BCRYPT: u32 = 15;
const MAX_SCRYPT_LOG_N: u32 = 20;
const MAX_SCRYPT_R: u32 = 16;
const MAX_SCRYPT_P: u32 = 16;
/// Bytes of memory: 256 MiB.
const MAX_SCRYPT_MEMORY: u64 = 1 << 28;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const OF_BCRYPT: GeneralPurpose = GeneralPurpose::new(&BCRYPT, LENIENT);

/// A parsed hash, whose cost is within the bounds.
#[derive(Debug, PartialEq)]
pub struct StoredHash {
    /// The algorithm with its cost.
    pub algorithm: Algorithm,
    /// The salt as the algorithm takes it.
    pub salt: Vec<u8>,
    /// The expected output.
    pub hash: Vec<u8>,
}

impl StoredHash {
    /// Parses a hash. `None` if the spelling is unknown, the text is malformed, or the cost is outside
    /// the bounds.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_TEXT {
            return None;
        }
        // Django writes Argon2 and bcrypt behind a name of its own.
        let text = text.strip_prefix("argon2").unwrap_or(text);
        let text = text.strip_prefix("bcrypt$").unwrap_or(text);
        let fields: Vec<&str> = text.split('$').collect();
        let parsed = match *fields.as_slice() {
            ["", "argon2id" | "argon2i" | "argon2d", ..] => argon2(text),
            ["", "2a" | "2b" | "2y", cost, rest] => bcrypt(cost, rest),
            ["", "scrypt", cost, salt, hash] => passlib_scrypt(cost, salt, hash),
            ["scrypt", n, salt, r, p, hash] => django_scrypt(salt, [n, r, p], hash),
            ["", name, rounds, salt, hash] => pbkdf2(name, rounds, passlib(salt)?, passlib(hash)?),
            [name, rounds, salt, hash] => {
                pbkdf2(name, rounds, salt.into(), BASE64.decode(hash).ok()?)
            }
            _ => None,
        };
        parsed.filter(|parsed| {
            HASH_LENGTHS.contains(&parsed.hash.len()) && parsed.salt.len() <= MAX_SALT
        })
    }
}

fn argon2(text: &str) -> Option<StoredHash> {
    let parsed = PasswordHash::new(text).ok()?;
    let cost = Argon2Parameters {
        memory_kib: parsed.params.get_decimal("m")?,
        iterations: parsed.params.get_decimal("t")?,
        parallelism: parsed.params.get_decimal("p")?,
        version: match parsed.version {
            Some(19) => Argon2Version::V0x13,
            Some(16) | None => Argon2Version::V0x10,
            Some(_) => return None,
        },
    };
    let algorithm = match parsed.algorithm.as_str() {
        "argon2id" => Algorithm::Argon2id(cost),
        "argon2i" => Algorithm::Argon2i(cost),
        _ => Algorithm::Argon2d(cost),
    };
    let salt = parsed.salt.as_deref()?.to_vec();
    let hash = parsed.hash.as_ref()?.as_bytes().to_vec();
    (is_affordable(cost) && salt.len() >= 8).then_some(StoredHash {
        algorithm,
        salt,
        hash,
    })
}

fn bcrypt(cost: &str, rest: &str) -> Option<StoredHash> {
    let cost = cost.parse().ok()?;
    let (salt, hash) = rest.split_at_checked(22)?;
    let salt = OF_BCRYPT.decode(salt).ok()?;
    let hash = OF_BCRYPT.decode(hash).ok()?;
    let is_bounded = (4..=MAX_BCRYPT).contains(&cost) && salt.len() == 16 && hash.len() == 23;
    is_bounded.then_some(StoredHash {
        algorithm: Algorithm::Bcrypt(cost),
        salt,
        hash,
    })
}

fn pbkdf2(name: &str, rounds: &str, salt: Vec<u8>, hash: Vec<u8>) -> Option<StoredHash> {
    let rounds = rounds.parse().ok()?;
    let algorithm = match name {
        "pbkdf2" | "pbkdf2_sha1" => Algorithm::Pbkdf2HmacSha1(rounds),
        "pbkdf2-sha256" | "pbkdf2_sha256" => Algorithm::Pbkdf2HmacSha256(rounds),
        "pbkdf2-sha512" | "pbkdf2_sha512" => Algorithm::Pbkdf2HmacSha512(rounds),
        _ => return None,
    };
    (1..=MAX_PBKDF2).contains(&rounds).then_some(StoredHash {
        algorithm,
        salt,
        hash,
    })
}

fn passlib_scrypt(cost: &str, salt: &str, hash: &str) -> Option<StoredHash> {
    let mut parameters = cost.split(',');
    let mut next = |name: &str| parameters.next()?.strip_prefix(name)?.parse().ok();
    let [log_n, r, p] = [next("ln=")?, next("r=")?, next("p=")?];
    scrypt([log_n, r, p], passlib(salt)?, passlib(hash)?)
}

fn django_scrypt(salt: &str, cost: [&str; 3], hash: &str) -> Option<StoredHash> {
    let [n, r, p] = cost.map(|number| number.parse::<u32>().ok());
    let n = n.filter(|n| n.is_power_of_two())?;
    let hash = BASE64.decode(hash).ok()?;
    scrypt([n.ilog2(), r?, p?], salt.into(), hash)
}

fn scrypt([log_n, r, p]: [u32; 3], salt: Vec<u8>, hash: Vec<u8>) -> Option<StoredHash> {
    let is_bounded = (1..=MAX_SCRYPT_LOG_N).contains(&log_n)
        && (1..=MAX_SCRYPT_R).contains(&r)
        && (1..=MAX_SCRYPT_P).contains(&p)
        && log_n < 16 * r
        && (128 * u64::from(r)) << log_n <= MAX_SCRYPT_MEMORY;
    is_bounded.then_some(StoredHash {
        algorithm: Algorithm::Scrypt(ScryptParameters { log_n, r, p }),
        salt,
        hash,
    })
}

/// passlib's Base64, which writes `.` for `+` and no padding.
fn passlib(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.replace('.', "+")).ok()
}
