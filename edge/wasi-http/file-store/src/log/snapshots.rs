//! Making snapshots, and removing what they replace.

use super::Log;
use crate::{
    directory::{Directory, Problem},
    files, names,
    state::State,
    store::SNAPSHOT_EVERY,
};

/// A new file whose writer does not know as many commits as these was left by a process that was killed.
const LEFT_BEHIND: u64 = 16 * SNAPSHOT_EVERY;

impl<D: Directory> Log<D> {
    /// Makes the snapshot of a state, and removes the commits that the snapshot before it has.
    pub(crate) fn make_snapshot(&self, state: &State) -> Result<(), Problem> {
        let new = names::new(state.number, &self.directory.unique());
        let written = files::bytes(&state.snapshot())
            .and_then(|bytes| self.directory.write(&new, &bytes))
            // If another process has made it already, it has the same documents.
            .and_then(|()| self.directory.link(&new, &names::snapshot(state.number)));
        self.directory.remove(&new)?;
        written?;
        self.directory.sync()?;
        self.remove_old()
    }

    /// Removes what is not needed beside the last two snapshots.
    fn remove_old(&self) -> Result<(), Problem> {
        let listing = self.listing()?;
        let Some(&kept) = listing.snapshots.iter().nth_back(1) else {
            return Ok(());
        };
        let commits = listing.commits.range(..=kept).copied().map(names::commit);
        let snapshots = listing
            .snapshots
            .range(..kept)
            .copied()
            .map(names::snapshot);
        let is_left = |number: u64| number + LEFT_BEHIND < kept;
        let new = listing.new.iter().filter(|(number, _)| is_left(*number));
        let new = new.map(|(_, name)| name.clone());
        for name in commits.chain(snapshots).chain(new) {
            self.directory.remove(&name)?;
        }
        Ok(())
    }
}
