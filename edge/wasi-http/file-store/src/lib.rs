//! A store in a directory of one machine, for Vestibule behind `wasi:http`.
//!
//! A host of `wasi:http` may have an instance for each request, and several processes. So nothing is kept between calls
//! but files, and no lock is held: a process that is killed leaves none behind.
//!
//! # Files
//!
//! - `00000000000000000042.commit`: the changes of one commit. Commits are numbered without gaps.
//! - `00000000000000000064.snapshot`: all documents after the commit of this number.
//! - `00000000000000000041.<unique>.new`: a file that is being written, or that was left by a process that was killed. The
//!   number is the last commit its writer knew.
//!
//! # A commit
//!
//! It is written to a new file, synced, and then linked to the next number. A link never replaces a file, so of two
//! processes that want a number one has to read the other's commit, check its own conditions again, and take the next. A
//! file is whole before it has its name. The directory is synced before the caller learns of the commit.
//!
//! # Removal
//!
//! A snapshot is due [`store::SNAPSHOT_EVERY`] commits after the last one. The process that makes this commit also
//! writes the snapshot, and then removes the commits that the snapshot before it has too. So the last two snapshots are
//! always there, and a reader that misses a file lists the directory again.
//!
//! A process that was suspended for long may link to a number that was removed in the meantime. It finds a snapshot of a later
//! number then, which lists the last commits, and takes its link back if it is not in it.

pub mod directory;
mod files;
mod filter;
mod limits;
mod log;
mod names;
mod state;
pub mod store;

mod component;
