//! Adding a commit.

use vestibule_storage_protocol::StoreError;

use super::Log;
use crate::{
    directory::{Directory, Linked, Problem},
    files::{self, Commit},
    names,
    state::State,
};

impl<D: Directory> Log<D> {
    /// Adds a commit behind the last one of `state`, and applies it. False if another commit has the number: nothing was
    /// changed.
    ///
    /// # Errors
    /// `unavailable`: nothing was changed. `unknown`: the commit may be there.
    pub(crate) fn append(&self, state: &mut State, commit: &Commit) -> Result<bool, StoreError> {
        let new = names::new(state.number, &self.directory.unique());
        let number = state.number + 1;
        let added = self.write_and_link(&new, number, commit);
        // If the name stays, somebody who makes a snapshot removes it.
        let _ = self.directory.remove(&new);
        if !added? {
            return Ok(false);
        }
        self.directory.sync().map_err(|_| StoreError::Unknown)?;
        self.apply(state, number, commit)
    }

    /// False if another commit has the number.
    fn write_and_link(&self, new: &str, number: u64, commit: &Commit) -> Result<bool, StoreError> {
        let unavailable = |Problem(what)| StoreError::Unavailable(what);
        let bytes = files::bytes(commit).map_err(unavailable)?;
        self.directory.write(new, &bytes).map_err(unavailable)?;
        match self.directory.link(new, &names::commit(number)) {
            Ok(linked) => Ok(linked == Linked::Done),
            Err(problem) => match self.read_commit(number) {
                Ok(Some(found)) => Ok(found.id == commit.id),
                Ok(None) => Err(unavailable(problem)),
                Err(_) => Err(StoreError::Unknown),
            },
        }
    }

    /// Applies a commit that was added, unless its number was used before, and its file removed: this process was suspended
    /// while others made many commits.
    fn apply(&self, state: &mut State, number: u64, commit: &Commit) -> Result<bool, StoreError> {
        let later = self
            .later_snapshot(number)
            .map_err(|_| StoreError::Unknown)?;
        let Some(later) = later else {
            state.apply(commit.clone());
            return Ok(true);
        };
        match later.id_of(number) {
            Some(id) if *id == commit.id => {
                *state = later;
                Ok(true)
            }
            Some(_) => {
                // The file is this process's own. Nobody reads it: the snapshot is later.
                let _ = self.directory.remove(&names::commit(number));
                Ok(false)
            }
            None => Err(StoreError::Unknown),
        }
    }

    /// The newest snapshot, if it has the commit of this number.
    fn later_snapshot(&self, number: u64) -> Result<Option<State>, Problem> {
        for _ in 0..super::ATTEMPTS {
            let newest = self.listing()?.newest_snapshot();
            if newest < number {
                return Ok(None);
            }
            if let Some(read) = self.read_snapshot(newest)? {
                return Ok(Some(read));
            }
        }
        Err(Problem("snapshots come and go too quickly".to_owned()))
    }
}
