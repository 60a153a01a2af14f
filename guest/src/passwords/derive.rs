//! A hash by the host, and the fault if the host does not compute it.

use crate::{
    contract::password_hashing::{Algorithm, HashingError},
    fault::{Fault, Result},
    platform::Platform,
};

/// Lets the host derive a hash from a password.
///
/// # Errors
/// Busy, or unavailable if the host does not compute the hash. Neither discloses anything about the password.
pub(super) fn derive(
    platform: &dyn Platform,
    password: &str,
    salt: &[u8],
    algorithm: Algorithm,
    length: u32,
) -> Result<Vec<u8>> {
    let derived = platform.derive(password.as_bytes(), salt, algorithm, length);
    derived.map_err(|error| fault(error, algorithm))
}

fn fault(error: HashingError, algorithm: Algorithm) -> Fault {
    let name = name(algorithm);
    match error {
        HashingError::Busy => Fault::Busy,
        HashingError::InvalidParameters => Fault::Unavailable(format!(
            "the host refuses the parameters of a password hash of {name}"
        )),
        HashingError::Unsupported => {
            Fault::Unavailable(format!("the host does not compute {name}"))
        }
    }
}

/// The name that operators search for.
fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Argon2id(_) => "Argon2id",
        Algorithm::Argon2i(_) => "Argon2i",
        Algorithm::Argon2d(_) => "Argon2d",
        Algorithm::Pbkdf2HmacSha1(_) => "PBKDF2-HMAC-SHA-1",
        Algorithm::Pbkdf2HmacSha256(_) => "PBKDF2-HMAC-SHA-256",
        Algorithm::Pbkdf2HmacSha512(_) => "PBKDF2-HMAC-SHA-512",
        Algorithm::Scrypt(_) => "scrypt",
        Algorithm::Bcrypt(_) => "bcrypt",
    }
}

#[cfg(test)]
mod tests {
    use super::fault;
    use crate::{
        contract::password_hashing::{Algorithm, HashingError},
        fault::Fault,
    };

    #[test]
    fn the_operator_learns_which_algorithm_the_host_declines() {
        let fault = fault(HashingError::Unsupported, Algorithm::Pbkdf2HmacSha512(1));
        let detail = "the host does not compute PBKDF2-HMAC-SHA-512";
        assert_eq!(fault, Fault::Unavailable(detail.to_owned()));
    }
}
