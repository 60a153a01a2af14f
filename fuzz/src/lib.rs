//! Sequences of REST requests to the guest, compiled natively, in a world without trouble of its own.
//!
//! A fuzzer's bytes are a [`script`]: requests that follow each other, and that may use what
//! earlier ones gave away ([`memory`]). [`play`] plays it for a super-user and a regular user who are there
//! already, and [`verdict`] says what must never happen.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a fuzz target reports what it finds by panicking"
)]

mod memory;
mod play;
mod script;
mod verdict;

pub use play::play;
