//! Password hashing, on threads other than those that serve calls.
//!
//! One hash per core at a time, a bounded queue, then `busy`: a storm of logins can neither
//! starve session checks nor exhaust memory. The permit and the memory of a hash travel together
//! *into* the blocking job: a client that disconnects does not free what is still in use.
//!
//! The bounds of each algorithm are those of `wit/password-hashing.wit`. They keep the memory of one
//! hash at 1 GiB and its time at about a minute, as Argon2 with the highest cost that stanza
//! `password` allows. They are checked before a hash gets a place in the queue.

mod argon2;
mod bcrypt;
mod job;
mod pbkdf2;
mod scrypt;
#[cfg(test)]
mod vectors;

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
};

use self::{argon2::Memory, job::Job};
use crate::{
    bindings::vestibule::sso::password_hashing::{Algorithm, HashingError},
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
        let job = Job::new(algorithm, password, salt, length)?;
        let permit = self.queue.enter().await.ok_or(HashingError::Busy)?;
        let memories = Arc::clone(&self.memories);
        let hash = tokio::task::spawn_blocking(move || {
            let mut memory = lock(&memories).pop().unwrap_or_default();
            let hash = job.run(&mut memory);
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
