//! `tests/cases/hashing.json`.

use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(crate) struct Cases {
    pub(crate) hashes: Vec<Case>,
    pub(crate) refused: Vec<Case>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) algorithm: String,
    pub(crate) parameters: Value,
    password: String,
    salt: String,
    pub(crate) length: u32,
    hash: Option<String>,
}

pub(crate) fn all() -> Cases {
    serde_json::from_str(include_str!("../../../../tests/cases/hashing.json")).unwrap()
}

/// One for Argon2 and one for scrypt.
pub(crate) fn with_32_mib() -> [Case; 2] {
    let case = |algorithm: &str, parameters| Case {
        algorithm: algorithm.to_owned(),
        parameters,
        password: "70".to_owned(),
        salt: "73616c7473616c74".to_owned(),
        length: 32,
        hash: None,
    };
    [
        case(
            "argon2id",
            json!({"memory_kib": 32_768, "iterations": 1, "parallelism": 1, "version": "0x13"}),
        ),
        case("scrypt", json!({"log_n": 15, "r": 8, "p": 1})),
    ]
}

impl Case {
    pub(crate) fn number(&self, name: &str) -> u32 {
        self.parameters[name].as_u64().unwrap().try_into().unwrap()
    }

    pub(crate) fn is_old_argon2(&self) -> bool {
        self.parameters["version"] == "0x10"
    }

    pub(crate) fn password(&self) -> Vec<u8> {
        bytes(&self.password)
    }

    pub(crate) fn salt(&self) -> Vec<u8> {
        bytes(&self.salt)
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        bytes(self.hash.as_deref().unwrap())
    }
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
