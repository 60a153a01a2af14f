//! Behaviour tests, all through the host: over the typed API and over HTTP, with stepped time and
//! seeded randomness. The folders are named as the guest's; tests without a folder there cover all
//! operations.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail"
)]

mod kit;

mod access;
mod attributes;
mod authentication;
mod both_doors;
mod codes;
mod contract;
mod costs;
mod erasure;
mod host;
mod import;
mod linked_auth;
mod maintenance;
mod operations;
mod outages;
mod outages_typed;
mod outbox;
mod password_reset;
mod promises;
mod registration;
mod rest;
mod secrets;
mod sessions;
mod storage;
mod throttling;
mod tokens;
mod totp;
mod users;
