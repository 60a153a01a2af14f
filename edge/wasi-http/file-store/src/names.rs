//! The names of files.

use std::collections::BTreeSet;

/// The changes of a commit.
pub(crate) fn commit(number: u64) -> String {
    format!("{number:020}.commit")
}

/// All documents after a commit.
pub(crate) fn snapshot(number: u64) -> String {
    format!("{number:020}.snapshot")
}

/// A file that is being written by somebody who knows the commits up to `number`.
pub(crate) fn new(number: u64, unique: &str) -> String {
    format!("{number:020}.{unique}.new")
}

/// The files of a directory. Others are ignored.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) commits: BTreeSet<u64>,
    pub(crate) snapshots: BTreeSet<u64>,
    /// The number and the name of each.
    pub(crate) new: Vec<(u64, String)>,
}

impl Listing {
    pub(crate) fn of(names: Vec<String>) -> Self {
        let mut listing = Self::default();
        for name in names {
            let Some((number, kind)) = name.split_once('.') else {
                continue;
            };
            match (number.parse(), kind) {
                (Ok(number), "commit") => drop(listing.commits.insert(number)),
                (Ok(number), "snapshot") => drop(listing.snapshots.insert(number)),
                (Ok(number), kind) if kind.ends_with(".new") => listing.new.push((number, name)),
                _ => {}
            }
        }
        listing
    }

    /// The number of the newest snapshot; 0 if the directory has no snapshot.
    pub(crate) fn newest_snapshot(&self) -> u64 {
        self.snapshots.last().copied().unwrap_or_default()
    }

    /// The number of the newest commit; 0 if the directory has no commit.
    pub(crate) fn newest_commit(&self) -> u64 {
        self.commits.last().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Listing, commit, new, snapshot};

    #[test]
    fn names_of_other_files_are_ignored() {
        let names = [
            "lost+found",
            "README.txt",
            "x.commit",
            "-1.commit",
            "7.commit.bak",
            "",
        ];
        let listing = Listing::of(names.map(ToOwned::to_owned).to_vec());
        assert_eq!(
            (
                listing.commits.len(),
                listing.snapshots.len(),
                listing.new.len()
            ),
            (0, 0, 0)
        );
    }

    #[test]
    fn numbers_are_read_back() {
        let listing = Listing::of(vec![commit(7), commit(8), snapshot(6), new(8, "a1")]);
        assert_eq!((listing.newest_commit(), listing.newest_snapshot()), (8, 6));
        assert_eq!(listing.new, [(8, new(8, "a1"))]);
    }
}
