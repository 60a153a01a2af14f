//! Stanza `password`: the policy of new passwords, their expiry, and the cost of a hash.

use crate::{
    contract::password_hashing::{Argon2Parameters, Argon2Version},
    phc,
    settings::{Problems, rows::stanza},
};

stanza! {
    /// Stanza `password`.
    Password = "password", "The policy of new passwords, their expiry, and the cost of a hash.";
    expiry: integer(730, 1..=36_500) in "days", "Time until a new password expires.";
    inform_if_expired: yes_no(false), "Refuse an expired password with E003004; false: E005001.";
    inform_if_about_to_expire: yes_no(true), "Log in with W003005 if the password is about to expire; false: refuse with E005001.";
    inform_if_must_be_changed: yes_no(true), "Refuse a login without the needed new password with E003007; false: E005001.";
    inform_if_invalid: yes_no(true), "Refuse an invalid new password with E003001, E003002 or E003003; false: E005001.";
    about_to_expire_threshold: integer(30, 0..=36_500) in "days", "A password is about to expire from this time before its expiry on.";
    min_length: integer(8, 1..=1_024) in "characters", "Minimum length.";
    max_length: integer(256, 1..=1_024) in "characters", "Maximum length; at least `min_length`.";
    min_complexity: integer(0, 0..=4), "Not available yet: only 0 is accepted.";
    reject_list: texts(COMMON), "A password must not contain one of these texts, in any case.";
    argon2_memory_kib: integer(19_456, 8..=phc::MAX_MEMORY_KIB) in "KiB", "Argon2id memory; at least 8 per lane.";
    argon2_iterations: integer(2, 1..=phc::MAX_ITERATIONS), "Argon2id passes.";
    argon2_parallelism: integer(1, 1..=phc::MAX_PARALLELISM), "Argon2id lanes.";
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
    fn agree(&self, problems: &mut Problems) {
        problems.range("max_length", self.max_length, self.min_length..=1_024);
        problems.require(
            self.min_complexity == 0,
            "min_complexity",
            "is not available yet; only 0 is accepted",
        );
        problems.no_blank_entries("reject_list", &self.reject_list);
        let least_memory = phc::least_memory(self.argon2_parallelism);
        problems.range(
            "argon2_memory_kib",
            self.argon2_memory_kib,
            least_memory..=phc::MAX_MEMORY_KIB,
        );
    }

    /// The cost of a new hash.
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
