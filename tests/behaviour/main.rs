//! Behaviour tests, all through the host: over the typed API and over HTTP, with stepped time and
//! seeded randomness. One file a topic.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail"
)]

mod kit;

mod confirm;
mod contract;
mod decide;
mod outbox;
mod seeds;
mod signup;
mod storage_contract;
