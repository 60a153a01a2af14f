//! The simulation, for a few seconds, and proofs that it detects defects.
//!
//! `cargo xtask simulate` runs the same for any time.

#![allow(clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod finds;
mod holds;
mod host_calls;
mod replays;
