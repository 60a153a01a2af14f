//! Hashing is the host's task and not tested here: a cheap function of all inputs. As a host may, it
//! declines all algorithms but Argon2id.

use sha2::{Digest, Sha256};
use vestibule_guest::contract::password_hashing::{Algorithm, HashingError};

pub(crate) fn derive(
    password: &[u8],
    salt: &[u8],
    algorithm: Algorithm,
    length: u32,
) -> Result<Vec<u8>, HashingError> {
    let cost = match algorithm {
        Algorithm::Argon2id(cost) => cost.iterations,
        _ => return Err(HashingError::Unsupported),
    };
    let block = |number: u8| {
        let hash = Sha256::new()
            .chain_update([number])
            .chain_update(cost.to_be_bytes())
            .chain_update(salt)
            .chain_update(password);
        hash.finalize()
    };
    let bytes = [block(0), block(1)].concat();
    Ok(bytes.into_iter().take(length as usize).collect())
}
