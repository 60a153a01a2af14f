//! The shared test vectors, computed natively.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail"
)]

use serde::Deserialize;
use serde_json::Value;
use vestibule_hashing::{
    Algorithm, Argon2Parameters, Argon2Version, HashingError, Job, Memory, ScryptParameters,
};

#[derive(Deserialize)]
struct Cases {
    hashes: Vec<Case>,
    refused: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    algorithm: String,
    parameters: Value,
    password: String,
    salt: String,
    length: u32,
    hash: Option<String>,
}

fn cases() -> Cases {
    serde_json::from_str(include_str!("../../../tests/cases/hashing.json")).unwrap()
}

impl Case {
    fn number(&self, name: &str) -> u32 {
        self.parameters[name].as_u64().unwrap().try_into().unwrap()
    }

    fn algorithm(&self) -> Algorithm {
        match self.algorithm.as_str() {
            "argon2id" => Algorithm::Argon2id(self.argon2()),
            "argon2i" => Algorithm::Argon2i(self.argon2()),
            "argon2d" => Algorithm::Argon2d(self.argon2()),
            "pbkdf2-hmac-sha1" => Algorithm::Pbkdf2HmacSha1(self.number("iterations")),
            "pbkdf2-hmac-sha256" => Algorithm::Pbkdf2HmacSha256(self.number("iterations")),
            "pbkdf2-hmac-sha512" => Algorithm::Pbkdf2HmacSha512(self.number("iterations")),
            "scrypt" => Algorithm::Scrypt(ScryptParameters {
                log_n: self.number("log_n"),
                r: self.number("r"),
                p: self.number("p"),
            }),
            "bcrypt" => Algorithm::Bcrypt(self.number("cost")),
            other => panic!("{other}"),
        }
    }

    fn argon2(&self) -> Argon2Parameters {
        Argon2Parameters {
            memory_kib: self.number("memory_kib"),
            iterations: self.number("iterations"),
            parallelism: self.number("parallelism"),
            version: match self.parameters["version"].as_str() {
                Some("0x10") => Argon2Version::V0x10,
                Some("0x13") => Argon2Version::V0x13,
                other => panic!("{other:?}"),
            },
        }
    }

    fn job(&self) -> Result<Job, HashingError> {
        let (password, salt) = (bytes(&self.password), bytes(&self.salt));
        Job::new(self.algorithm(), password, salt, self.length)
    }
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn hashes_are_those_of_the_standards_and_of_other_implementations() {
    let mut memory = Memory::default();
    for case in cases().hashes {
        let job = case.job().unwrap();
        // Twice in the same memory: what a hash leaves there does not change the next.
        for _ in 0..2 {
            let hash = Some(job.run(&mut memory).unwrap());
            assert_eq!(hash, case.hash.as_deref().map(bytes), "{}", case.algorithm);
        }
    }
}

#[test]
fn what_is_out_of_bounds_is_refused_before_anything_is_computed() {
    for case in cases().refused {
        let error = case.job().err();
        assert_eq!(
            error,
            Some(HashingError::InvalidParameters),
            "{} {}",
            case.algorithm,
            case.parameters
        );
    }
}
