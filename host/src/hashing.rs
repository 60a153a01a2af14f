//! Password hashing, on threads other than those that serve calls.
//!
//! One hash per core at a time, a bounded queue, then `busy`: a storm of logins can neither
//! starve session checks nor exhaust memory. The permit and the memory of a hash travel together
//! *into* the blocking job: a client that disconnects does not free what is still in use.
//!
//! The algorithms and their bounds are in `edge/hashing`. The bounds are checked before a hash gets a
//! place in the queue.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
};

use vestibule_hashing::{self as hashing, Job, Memory};

use crate::{
    bindings::vestibule::sso::password_hashing::{
        Algorithm, Argon2Parameters, Argon2Version, HashingError, ScryptParameters,
    },
    queue::Queue,
};

/// Hashes that may wait. Fewer than there are instances, so that session checks always get an
/// instance.
const MAX_WAITING: usize = 128;

/// Computes password hashes, as many at a time as there are cores.
pub(crate) struct Hashing {
    queue: Queue,
    memories: Arc<Mutex<Vec<Memory>>>,
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
        let job = Job::new(known(algorithm), password, salt, length).map_err(refusal)?;
        let permit = self.queue.enter().await.ok_or(HashingError::Busy)?;
        let memories = Arc::clone(&self.memories);
        let hash = tokio::task::spawn_blocking(move || {
            let mut memory = lock(&memories).pop().unwrap_or_default();
            let hash = job.run(&mut memory);
            lock(&memories).push(memory);
            drop(permit);
            hash
        });
        hash.await.map_err(|_| HashingError::Busy)?.map_err(refusal)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refusal(error: hashing::HashingError) -> HashingError {
    match error {
        hashing::HashingError::InvalidParameters => HashingError::InvalidParameters,
        hashing::HashingError::Unsupported => HashingError::Unsupported,
    }
}

fn known(algorithm: Algorithm) -> hashing::Algorithm {
    use hashing::Algorithm as Known;
    match algorithm {
        Algorithm::Argon2id(parameters) => Known::Argon2id(argon2(parameters)),
        Algorithm::Argon2i(parameters) => Known::Argon2i(argon2(parameters)),
        Algorithm::Argon2d(parameters) => Known::Argon2d(argon2(parameters)),
        Algorithm::Pbkdf2HmacSha1(iterations) => Known::Pbkdf2HmacSha1(iterations),
        Algorithm::Pbkdf2HmacSha256(iterations) => Known::Pbkdf2HmacSha256(iterations),
        Algorithm::Pbkdf2HmacSha512(iterations) => Known::Pbkdf2HmacSha512(iterations),
        Algorithm::Scrypt(ScryptParameters { log_n, r, p }) => {
            Known::Scrypt(hashing::ScryptParameters { log_n, r, p })
        }
        Algorithm::Bcrypt(cost) => Known::Bcrypt(cost),
    }
}

fn argon2(parameters: Argon2Parameters) -> hashing::Argon2Parameters {
    let Argon2Parameters {
        memory_kib,
        iterations,
        parallelism,
        version,
    } = parameters;
    hashing::Argon2Parameters {
        memory_kib,
        iterations,
        parallelism,
        version: match version {
            Argon2Version::V0x10 => hashing::Argon2Version::V0x10,
            Argon2Version::V0x13 => hashing::Argon2Version::V0x13,
        },
    }
}
