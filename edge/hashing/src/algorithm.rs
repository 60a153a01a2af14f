//! The types of `wit/password-hashing.wit`, in which all bounds are documented.

/// The version of Argon2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argon2Version {
    /// 1.0.
    V0x10,
    /// 1.3, that of RFC 9106.
    V0x13,
}

/// The parameters of Argon2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Parameters {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
    /// Version.
    pub version: Argon2Version,
}

/// The parameters of scrypt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScryptParameters {
    /// The binary logarithm of the cost N.
    pub log_n: u32,
    /// Block size.
    pub r: u32,
    /// Parallelization.
    pub p: u32,
}

/// The algorithm to derive with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Argon2id.
    Argon2id(Argon2Parameters),
    /// Argon2i.
    Argon2i(Argon2Parameters),
    /// Argon2d.
    Argon2d(Argon2Parameters),
    /// PBKDF2 with HMAC-SHA-1, and the number of iterations.
    Pbkdf2HmacSha1(u32),
    /// PBKDF2 with HMAC-SHA-256.
    Pbkdf2HmacSha256(u32),
    /// PBKDF2 with HMAC-SHA-512.
    Pbkdf2HmacSha512(u32),
    /// scrypt.
    Scrypt(ScryptParameters),
    /// bcrypt, and the binary logarithm of the rounds.
    Bcrypt(u32),
}

/// Why there is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashingError {
    /// The parameters, the salt or the length are outside the bounds of the contract.
    InvalidParameters,
    /// There is not enough memory for these parameters.
    Unsupported,
}
