//! What people read, and what operators may put in its place.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail"
)]

mod goldens;
mod kit;
mod operators;
mod strangers;
