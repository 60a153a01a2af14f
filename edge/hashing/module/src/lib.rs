//! Password hashing as a plain WebAssembly module, for JavaScript: `password-hashing.derive` of
//! `wit/password-hashing.wit`, without the component model. The module imports nothing.
//!
//! # Exports
//!
//! `memory`: the module's memory.
//!
//! `reserve(bytes) → address`: makes the buffer, through which passwords, salts and hashes go, `bytes` long
//! (at least 64) and returns its address in `memory`. What it held before is overwritten with zeros. 0 if
//! there is not enough memory. The call may move or grow the memory, so views of `memory.buffer` that were
//! made before it are not valid after it; the same is true of `derive`.
//!
//! `derive(password_length, salt_length, algorithm, cost_1, cost_2, cost_3, version, length) → status`:
//! derives `length` bytes from the password at the beginning of the buffer and the salt directly behind
//! it. All numbers are unsigned integers of 32 bits.
//!
//! | `algorithm` | | `cost_1` | `cost_2` | `cost_3` | `version` |
//! |---|---|---|---|---|---|
//! | 0 | Argon2id | memory in KiB | iterations | parallelism | 0x10 or 0x13 |
//! | 1 | Argon2i | the same | | | |
//! | 2 | Argon2d | the same | | | |
//! | 3 | PBKDF2 with HMAC-SHA-1 | iterations | 0 | 0 | 0 |
//! | 4 | PBKDF2 with HMAC-SHA-256 | the same | | | |
//! | 5 | PBKDF2 with HMAC-SHA-512 | the same | | | |
//! | 6 | scrypt | log-n | r | p | 0 |
//! | 7 | bcrypt | cost | 0 | 0 | 0 |
//!
//! The bounds are those of `wit/password-hashing.wit`, and are checked here. The status is
//!
//! - 0: done. The hash is at the beginning of the buffer, which holds nothing else.
//! - 1: `invalid-parameters`: a parameter, the salt or a length is out of bounds, or the two inputs are
//!   longer than the buffer.
//! - 2: `unsupported`: there is not enough memory.
//!
//! After any status the password and the salt are overwritten with zeros, and so is the memory that the
//! hash took. `reserve(0)` overwrites the hash.
//!
//! The memory of an instance grows with the largest hash (Argon2: `cost_1` KiB) and never shrinks. A new
//! instance for each hash takes less than a millisecond and gives the memory back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use vestibule_hashing::{
    Algorithm, Argon2Parameters, Argon2Version, HashingError, Job, Memory, ScryptParameters,
};
use zeroize::Zeroize;

/// Bytes of the longest hash.
const LONGEST_HASH: usize = 64;

static BUFFER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn buffer() -> MutexGuard<'static, Vec<u8>> {
    BUFFER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a buffer of zeros and returns its address, or null if there is not enough memory.
#[allow(unsafe_code, reason = "the name of an export is not checked")]
#[unsafe(no_mangle)]
pub extern "C" fn reserve(bytes: usize) -> *mut u8 {
    let mut buffer = buffer();
    buffer.zeroize();
    let bytes = bytes.max(LONGEST_HASH);
    if buffer.try_reserve_exact(bytes).is_err() {
        return std::ptr::null_mut();
    }
    buffer.resize(bytes, 0);
    buffer.as_mut_ptr()
}

/// Derives a hash from the contents of the buffer, and returns a status.
#[allow(unsafe_code, reason = "the name of an export is not checked")]
#[allow(clippy::too_many_arguments, reason = "an export takes numbers only")]
#[unsafe(no_mangle)]
pub extern "C" fn derive(
    password_length: usize,
    salt_length: usize,
    algorithm: u32,
    cost_1: u32,
    cost_2: u32,
    cost_3: u32,
    version: u32,
    length: u32,
) -> u32 {
    let mut buffer = buffer();
    let costs = (cost_1, cost_2, cost_3, version);
    let inputs = inputs(&buffer, password_length, salt_length);
    let inputs = inputs.map(|(password, salt)| (password.to_vec(), salt.to_vec()));
    buffer.fill(0);
    let hash = match (known(algorithm, costs), inputs) {
        (Some(algorithm), Some((password, salt))) => run(algorithm, password, salt, length),
        _ => Err(HashingError::InvalidParameters),
    };
    match hash {
        Ok(mut hash) => {
            for (byte, derived) in buffer.iter_mut().zip(&hash) {
                *byte = *derived;
            }
            hash.zeroize();
            0
        }
        Err(HashingError::InvalidParameters) => 1,
        Err(HashingError::Unsupported) => 2,
    }
}

/// Password and salt; `None` if they are longer than the buffer.
fn inputs(buffer: &[u8], password: usize, salt: usize) -> Option<(&[u8], &[u8])> {
    let (password, rest) = buffer.split_at_checked(password)?;
    Some((password, rest.get(..salt)?))
}

fn run(
    algorithm: Algorithm,
    password: Vec<u8>,
    salt: Vec<u8>,
    length: u32,
) -> Result<Vec<u8>, HashingError> {
    let job = Job::new(algorithm, password, salt, length)?;
    let mut memory = Memory::default();
    let hash = job.run(&mut memory);
    memory.clear();
    hash
}

/// The algorithm with its parameters. `None` if the number of the algorithm or of the version is unknown, or if a
/// parameter that the algorithm does not use is not 0.
fn known(algorithm: u32, costs: (u32, u32, u32, u32)) -> Option<Algorithm> {
    Some(match (algorithm, costs) {
        (0..=2, (memory_kib, iterations, parallelism, version)) => {
            let parameters = Argon2Parameters {
                memory_kib,
                iterations,
                parallelism,
                version: match version {
                    0x10 => Argon2Version::V0x10,
                    0x13 => Argon2Version::V0x13,
                    _ => return None,
                },
            };
            match algorithm {
                0 => Algorithm::Argon2id(parameters),
                1 => Algorithm::Argon2i(parameters),
                _ => Algorithm::Argon2d(parameters),
            }
        }
        (3, (iterations, 0, 0, 0)) => Algorithm::Pbkdf2HmacSha1(iterations),
        (4, (iterations, 0, 0, 0)) => Algorithm::Pbkdf2HmacSha256(iterations),
        (5, (iterations, 0, 0, 0)) => Algorithm::Pbkdf2HmacSha512(iterations),
        (6, (log_n, r, p, 0)) => Algorithm::Scrypt(ScryptParameters { log_n, r, p }),
        (7, (cost, 0, 0, 0)) => Algorithm::Bcrypt(cost),
        _ => return None,
    })
}
