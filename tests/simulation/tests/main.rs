//! The simulation, for a few seconds, and proofs that it would notice.
//!
//! `cargo xtask simulate` runs the same for as long as one likes.

#![allow(clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod finds;
mod holds;
mod host_calls;
mod replays;
