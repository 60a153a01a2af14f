//! Sequences of REST requests to the guest, compiled natively, on a host without faults.
//!
//! A fuzzer's bytes are a [`script`]: a sequence of requests, which may use values from earlier
//! answers ([`memory`]). [`play`] runs it with an existing super-user and an existing regular user, and
//! [`verdict`] checks what must never happen.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a fuzz target reports a finding by panicking"
)]

mod memory;
mod play;
mod script;
mod verdict;

pub use play::play;
