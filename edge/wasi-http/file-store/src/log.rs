//! The numbered files of a directory: reading them, and adding to them.

mod append;
mod snapshots;

use crate::{
    directory::{Directory, Problem},
    files::{self, Change, Commit},
    names::{self, Listing},
    state::State,
};

/// How often a listing that has changed meanwhile is read.
const ATTEMPTS: usize = 200;

#[derive(Debug, Default)]
pub(crate) struct Log<D> {
    directory: D,
}

impl<D: Directory> Log<D> {
    pub(crate) fn new(directory: D) -> Self {
        Self { directory }
    }

    /// A commit of a change.
    pub(crate) fn commit(&self, change: Change) -> Commit {
        let id = self.directory.unique();
        Commit { id, change }
    }

    /// Reads what was committed since `state` was read. Returns the number of the newest snapshot.
    pub(crate) fn refresh(&self, state: &mut State) -> Result<u64, Problem> {
        for _ in 0..ATTEMPTS {
            let listing = self.listing()?;
            let newest = listing.newest_snapshot();
            if newest > state.number {
                match self.read_snapshot(newest)? {
                    Some(read) => *state = read,
                    None => continue,
                }
            }
            if self.read_commits(state, listing.newest_commit())? {
                return Ok(newest);
            }
        }
        let missing = names::commit(state.number + 1);
        Err(Problem(format!("{missing} is missing")))
    }

    /// Applies the commits up to `last`; false if one is missing, because it was removed after a snapshot.
    fn read_commits(&self, state: &mut State, last: u64) -> Result<bool, Problem> {
        while state.number < last {
            let Some(commit) = self.read_commit(state.number + 1)? else {
                return Ok(false);
            };
            state.apply(commit);
        }
        Ok(true)
    }

    fn read_commit(&self, number: u64) -> Result<Option<Commit>, Problem> {
        let name = names::commit(number);
        let bytes = self.directory.read(&name)?;
        bytes.map(|bytes| files::content(&name, &bytes)).transpose()
    }

    fn read_snapshot(&self, number: u64) -> Result<Option<State>, Problem> {
        let name = names::snapshot(number);
        let Some(bytes) = self.directory.read(&name)? else {
            return Ok(None);
        };
        Ok(Some(State::read(number, files::content(&name, &bytes)?)))
    }

    /// The files. While they are listed, files may come and go. The newest snapshot of the list has not gone, so no newer
    /// one was there before the call.
    fn listing(&self) -> Result<Listing, Problem> {
        for _ in 0..ATTEMPTS {
            let listing = Listing::of(self.directory.names()?);
            let newest = listing.newest_snapshot();
            if newest == 0 || self.directory.exists(&names::snapshot(newest))? {
                return Ok(listing);
            }
        }
        Err(Problem("snapshots come and go too quickly".to_owned()))
    }
}
