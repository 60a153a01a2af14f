//! Stanza `password`: the policy of new passwords, their expiry, and the cost of a hash.

use crate::{
    contract::{
        configuration::Problem,
        password_hashing::{Argon2Parameters, Argon2Version},
    },
    phc,
    settings::{Problems, list, stanza},
};

stanza! {
    /// Stanza `password`.
    Password = "password" from password {
        expiry: u32 = 730,
        inform_if_expired: bool = false,
        inform_if_about_to_expire: bool = true,
        inform_if_must_be_changed: bool = true,
        inform_if_invalid: bool = true,
        about_to_expire_threshold: u32 = 30,
        min_length: u32 = 8,
        max_length: u32 = 256,
        min_complexity: u32 = 0,
        reject_list: Vec<String> = list(COMMON),
        argon2_memory_kib: u32 = 19_456,
        argon2_iterations: u32 = 2,
        argon2_parallelism: u32 = 1,
    }
}

/// The default of `reject_list`, as in sso.conf.
const COMMON: &[&str] = &[
    "111111",
    "123123",
    "123321",
    "123456",
    "123qwe",
    "1q2w3e",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "222222",
    "333333",
    "444444",
    "555555",
    "654321",
    "666666",
    "777777",
    "888888",
    "999999",
    "987654321",
    "google",
    "letmein",
    "mynoob",
    "password",
    "qwerty",
    "zxcvbnm",
];

impl Password {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.range("expiry", self.expiry, 1..=36_500);
        problems.range("min_length", self.min_length, 1..=1_024);
        let shortest = self.min_length.clamp(1, 1_024);
        problems.range("max_length", self.max_length, shortest..=1_024);
        problems.require(
            self.min_complexity == 0,
            "min_complexity",
            "is not available yet; only 0 is accepted",
        );
        problems.no_blank_entries("reject_list", &self.reject_list);
        problems.range(
            "argon2_iterations",
            self.argon2_iterations,
            1..=phc::MAX_ITERATIONS,
        );
        problems.range(
            "argon2_parallelism",
            self.argon2_parallelism,
            1..=phc::MAX_PARALLELISM,
        );
        let least_memory = phc::least_memory(self.argon2_parallelism);
        problems.range(
            "argon2_memory_kib",
            self.argon2_memory_kib,
            least_memory..=phc::MAX_MEMORY_KIB,
        );
        problems.into_found()
    }

    /// What a new hash costs.
    #[must_use]
    pub fn cost(&self) -> Argon2Parameters {
        Argon2Parameters {
            memory_kib: self.argon2_memory_kib,
            iterations: self.argon2_iterations,
            parallelism: self.argon2_parallelism,
            version: Argon2Version::V0x13,
        }
    }
}
