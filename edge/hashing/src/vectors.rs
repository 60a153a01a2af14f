//! Helpers that the tests of the algorithms share.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::{Algorithm, HashingError, Job, Memory};

/// A hash, in hexadecimal.
pub(super) fn derived(algorithm: Algorithm, password: &[u8], salt: &[u8], length: u32) -> String {
    let job = Job::new(algorithm, password.to_vec(), salt.to_vec(), length).unwrap();
    let mut memory = Memory::default();
    let hash = job.run(&mut memory).unwrap();
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
