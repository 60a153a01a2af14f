//! Operations that lose a race start over, but do not repeat work whose result they keep.

use crate::fault::{Fault, Result};

/// How often an operation starts over when others change the same documents.
const MAX_TRIES: u32 = 16;

/// Runs an operation until its commit wins, a bounded number of times.
///
/// # Errors
/// Those of the operation; conflict, if it lost every time.
pub fn retry_until_committed<T>(mut operation: impl FnMut() -> Result<T>) -> Result<T> {
    let mut tries = 0;
    loop {
        tries += 1;
        match operation() {
            Err(Fault::Conflict) if tries < MAX_TRIES => {}
            result => return result,
        }
    }
}

/// The result of work that an operation does at most once, even if it starts over: slow work (hashing
/// a password), or work that is counted (an attempt).
pub struct Once<T>(Option<T>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Once<T> {
    /// Does the work, unless it is done.
    ///
    /// # Errors
    /// Those of the work, which is then not done.
    pub fn get_or_do(&mut self, work: impl FnOnce() -> Result<T>) -> Result<&T> {
        let done = match self.0.take() {
            Some(done) => done,
            None => work()?,
        };
        Ok(self.0.insert(done))
    }

    /// The result, if the work is done.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}
