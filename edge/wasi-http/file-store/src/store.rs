//! The four operations of the contract and the sweep.

use std::sync::{Mutex, MutexGuard, PoisonError};

use vestibule_storage_protocol::{Check, Clause, Entry, KeyRange, Page, StoreError, Write};

use crate::{
    directory::{Directory, Problem},
    files::Change,
    limits,
    log::Log,
    state::State,
};

/// Commits from one snapshot to the next.
pub const SNAPSHOT_EVERY: u64 = 64;

/// Maximum bytes of all keys and values. Every instance reads all of them before its first answer.
pub const MAX_BYTES: usize = 32 << 20;

/// How often a commit that lost a race is tried.
const ATTEMPTS: usize = 200;

/// A store in a directory. Any number of values, in any number of processes, may share the directory.
#[derive(Debug, Default)]
pub struct Store<D> {
    log: Log<D>,
    /// As of the last call.
    state: Mutex<State>,
}

impl<D: Directory> Store<D> {
    /// A store in `directory`, which is empty at the first use.
    pub fn new(directory: D) -> Self {
        Self {
            log: Log::new(directory),
            state: Mutex::default(),
        }
    }

    /// Reads several keys.
    ///
    /// # Errors
    /// As the contract has them.
    pub fn get(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError> {
        limits::get(keys)?;
        let state = self.current()?;
        Ok(keys.iter().map(|key| state.get(key)).collect())
    }

    /// Reads a part of a range.
    ///
    /// # Errors
    /// As the contract has them.
    pub fn scan(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        page: &Page,
    ) -> Result<Vec<Entry>, StoreError> {
        limits::scan(range, filter, page)?;
        Ok(self.current()?.scan(range, filter, page))
    }

    /// Counts the entries of a range.
    ///
    /// # Errors
    /// As the contract has them.
    pub fn count(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        limits::count(range, filter)?;
        Ok(self.current()?.count(range, filter, live_at))
    }

    /// Does all writes if every check holds.
    ///
    /// # Errors
    /// As the contract has them. Documents of more than [`MAX_BYTES`] together are `unavailable`.
    pub fn commit(&self, checks: &[Check], writes: Vec<Write>) -> Result<(), StoreError> {
        limits::commit(checks, &writes)?;
        let may = |state: &State| {
            if !checks.iter().all(|check| state.holds(check)) {
                return Err(StoreError::Conflict);
            }
            let bytes = state.bytes_after(&writes);
            if bytes > MAX_BYTES && bytes > state.bytes {
                let what = format!("the file store has its maximum of {MAX_BYTES} bytes");
                return Err(StoreError::Unavailable(what));
            }
            Ok(())
        };
        self.change(Change::Writes(writes.clone()), may)
    }

    /// Removes the documents that have expired at `now` (seconds since 1970), and returns how many.
    ///
    /// # Errors
    /// As those of [`Store::commit`].
    pub fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        let mut expired = self.current()?.expired(now);
        if expired > 0 {
            // Others may sweep at the same time: what counts is what this commit removes.
            self.change(Change::Sweep(now), |state| {
                expired = state.expired(now);
                Ok(())
            })?;
        }
        Ok(expired)
    }

    /// The documents after the last commit.
    fn current(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let mut state = self.locked();
        self.log.refresh(&mut state).map_err(unavailable)?;
        Ok(state)
    }

    /// A thread that panicked has not left a state half changed: nothing in `State::apply` can panic.
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Commits a change, if it may be made to the documents after the last commit.
    fn change(
        &self,
        change: Change,
        mut may: impl FnMut(&State) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut state = self.locked();
        let commit = self.log.commit(change);
        for _ in 0..ATTEMPTS {
            let snapshot = self.log.refresh(&mut state).map_err(unavailable)?;
            may(&state)?;
            if self.log.append(&mut state, &commit)? {
                if state.number >= snapshot + SNAPSHOT_EVERY {
                    // The commit is done. A snapshot that fails is made by whoever commits next.
                    let _ = self.log.make_snapshot(&state);
                }
                return Ok(());
            }
        }
        Err(StoreError::Conflict)
    }
}

fn unavailable(Problem(what): Problem) -> StoreError {
    StoreError::Unavailable(what)
}
