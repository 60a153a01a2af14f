//! Helpers that the tests of the algorithms share.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::job::Job;
use crate::bindings::vestibule::sso::password_hashing::{Algorithm, HashingError};

/// A hash, in hexadecimal.
pub(super) fn derived(algorithm: Algorithm, password: &[u8], salt: &[u8], length: u32) -> String {
    let job = Job::new(algorithm, password.to_vec(), salt.to_vec(), length).unwrap();
    let mut memory = Vec::new();
    let hash = job.run(&mut memory).unwrap();
    let again = job.run(&mut memory).unwrap();
    assert_eq!(
        hash, again,
        "what a hash leaves in the memory changes the next"
    );
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether something is refused before it is computed.
pub(super) fn is_refused(algorithm: Algorithm, salt: &[u8], length: u32) -> bool {
    match Job::new(algorithm, b"password".to_vec(), salt.to_vec(), length) {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error, HashingError::InvalidParameters);
            true
        }
    }
}
