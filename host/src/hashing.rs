//! Password hashing, on threads other than those that serve calls.
//!
//! One hash per core at a time, a bounded queue, then `busy`: a storm of logins can neither
//! starve session checks nor exhaust memory. The permit and the memory of a hash travel together
//! *into* the blocking job: a client that disconnects does not free what is still in use.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
};

use crate::{
    bindings::vestibule::sso::password_hashing::{Algorithm, Argon2idCost, HashingError},
    queue::Queue,
};
use argon2::{Algorithm as Argon2Algorithm, Argon2, Block, Params, Version};

/// Hashes that may wait. Fewer than there are instances, so that session checks always get an
/// instance.
const MAX_WAITING: usize = 128;
/// Maximum memory of one hash, in KiB.
const MAX_MEMORY_KIB: u32 = 1 << 20;
const MAX_PASSES: u32 = 100;
const MAX_LANES: u32 = 16;
/// Allowed lengths of a hash, in bytes.
const LENGTHS: std::ops::RangeInclusive<u32> = 16..=64;

/// Computes password hashes, as many at a time as there are cores.
pub(crate) struct Hashing {
    queue: Queue,
    memories: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl Hashing {
    pub(crate) fn new() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self {
            queue: Queue::new(cores, MAX_WAITING),
            memories: Arc::default(),
        }
    }

    pub(crate) async fn derive(
        &self,
        password: Vec<u8>,
        salt: Vec<u8>,
        algorithm: Algorithm,
        length: u32,
    ) -> Result<Vec<u8>, HashingError> {
        if !LENGTHS.contains(&length) {
            return Err(HashingError::InvalidCost);
        }
        let length = usize::try_from(length).map_err(|_| HashingError::InvalidCost)?;
        let job = Job::new(algorithm)?;
        let permit = self.queue.enter().await.ok_or(HashingError::Busy)?;
        let memories = Arc::clone(&self.memories);
        let hash = tokio::task::spawn_blocking(move || {
            let mut memory = lock(&memories).pop().unwrap_or_default();
            let hash = job.run(&password, &salt, length, &mut memory);
            lock(&memories).push(memory);
            drop(permit);
            hash
        });
        hash.await.map_err(|_| HashingError::Busy)?
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A computation whose cost is within the limits.
enum Job {
    Argon2id(Params),
    Pbkdf2(u32),
}

impl Job {
    fn new(algorithm: Algorithm) -> Result<Self, HashingError> {
        match algorithm {
            Algorithm::Argon2id(cost) => Ok(Self::Argon2id(params(cost)?)),
            Algorithm::Pbkdf2HmacSha512(rounds) if (1..=10_000_000).contains(&rounds) => {
                Ok(Self::Pbkdf2(rounds))
            }
            Algorithm::Pbkdf2HmacSha512(_) => Err(HashingError::InvalidCost),
        }
    }

    fn run(
        &self,
        password: &[u8],
        salt: &[u8],
        length: usize,
        memory: &mut Vec<Block>,
    ) -> Result<Vec<u8>, HashingError> {
        let mut hash = vec![0; length];
        match self {
            Self::Argon2id(params) => {
                memory.resize(params.block_count(), Block::default());
                Argon2::new(Argon2Algorithm::Argon2id, Version::V0x13, params.clone())
                    .hash_password_into_with_memory(password, salt, &mut hash, memory)
                    .map_err(|_| HashingError::InvalidCost)?;
            }
            Self::Pbkdf2(rounds) => {
                pbkdf2::pbkdf2_hmac::<sha2::Sha512>(password, salt, *rounds, &mut hash);
            }
        }
        Ok(hash)
    }
}

fn params(cost: Argon2idCost) -> Result<Params, HashingError> {
    let is_bearable = cost.memory_kib <= MAX_MEMORY_KIB
        && cost.iterations <= MAX_PASSES
        && cost.parallelism <= MAX_LANES;
    let params = Params::new(cost.memory_kib, cost.iterations, cost.parallelism, None);
    params
        .ok()
        .filter(|_| is_bearable)
        .ok_or(HashingError::InvalidCost)
}
