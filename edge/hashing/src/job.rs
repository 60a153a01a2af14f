//! A computation that is known to be within the bounds of its algorithm.

use ::argon2::Algorithm as Variant;
use zeroize::Zeroizing;

use crate::{
    Algorithm, HashingError, Memory,
    argon2::Argon2,
    bcrypt::Bcrypt,
    pbkdf2::{Hash, Pbkdf2},
    scrypt::Scrypt,
};

/// Allowed lengths of a hash in bytes, except for bcrypt.
const LENGTHS: std::ops::RangeInclusive<u32> = 16..=64;
/// Maximum length of a salt in bytes.
const MAX_SALT: usize = 1_024;

/// A hash to compute. The password is overwritten when it is dropped.
pub struct Job {
    method: Method,
    password: Zeroizing<Vec<u8>>,
    salt: Vec<u8>,
    length: usize,
}

enum Method {
    Argon2(Argon2),
    Pbkdf2(Pbkdf2),
    Scrypt(Scrypt),
    Bcrypt(Bcrypt),
}

impl Job {
    /// Checks everything against the bounds of the contract, so that a hash that cannot be computed does
    /// not wait for its turn.
    ///
    /// # Errors
    /// [`HashingError::InvalidParameters`].
    pub fn new(
        algorithm: Algorithm,
        password: Vec<u8>,
        salt: Vec<u8>,
        length: u32,
    ) -> Result<Self, HashingError> {
        let password = Zeroizing::new(password);
        let method = Method::new(algorithm, &salt).ok_or(HashingError::InvalidParameters)?;
        let lengths = match method {
            Method::Bcrypt(_) => Bcrypt::LENGTHS,
            _ => LENGTHS,
        };
        if salt.len() > MAX_SALT || !lengths.contains(&length) {
            return Err(HashingError::InvalidParameters);
        }
        Ok(Self {
            method,
            password,
            salt,
            length: usize::try_from(length).map_err(|_| HashingError::InvalidParameters)?,
        })
    }

    /// Computes the hash. Only Argon2 uses the memory.
    ///
    /// # Errors
    /// [`HashingError::Unsupported`], if there is not enough memory.
    pub fn run(&self, memory: &mut Memory) -> Result<Vec<u8>, HashingError> {
        let (password, salt) = (&**self.password, &*self.salt);
        let mut hash = vec![0; self.length];
        match &self.method {
            Method::Argon2(argon2) => argon2.derive(password, salt, memory, &mut hash),
            Method::Pbkdf2(pbkdf2) => {
                pbkdf2.derive(password, salt, &mut hash);
                Ok(())
            }
            Method::Scrypt(scrypt) => scrypt.derive(password, salt, &mut hash),
            Method::Bcrypt(bcrypt) => {
                bcrypt.derive(password, &mut hash);
                Ok(())
            }
        }?;
        Ok(hash)
    }
}

impl Method {
    /// `None` if a parameter is out of bounds.
    fn new(algorithm: Algorithm, salt: &[u8]) -> Option<Self> {
        let argon2 = |variant, parameters| Argon2::new(variant, parameters, salt);
        let pbkdf2 = |hash, rounds| Pbkdf2::new(hash, rounds).map(Self::Pbkdf2);
        match algorithm {
            Algorithm::Argon2id(wanted) => argon2(Variant::Argon2id, wanted).map(Self::Argon2),
            Algorithm::Argon2i(wanted) => argon2(Variant::Argon2i, wanted).map(Self::Argon2),
            Algorithm::Argon2d(wanted) => argon2(Variant::Argon2d, wanted).map(Self::Argon2),
            Algorithm::Pbkdf2HmacSha1(rounds) => pbkdf2(Hash::Sha1, rounds),
            Algorithm::Pbkdf2HmacSha256(rounds) => pbkdf2(Hash::Sha256, rounds),
            Algorithm::Pbkdf2HmacSha512(rounds) => pbkdf2(Hash::Sha512, rounds),
            Algorithm::Scrypt(wanted) => Scrypt::new(wanted).map(Self::Scrypt),
            Algorithm::Bcrypt(cost) => Bcrypt::new(cost, salt).map(Self::Bcrypt),
        }
    }
}
