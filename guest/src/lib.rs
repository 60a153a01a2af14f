//! Every rule of the SSO, with no input or output of its own.
//!
//! The rules are ordinary Rust over one trait, [`platform::Platform`]; only [`component`] knows
//! that they run inside WebAssembly. So the same code compiles natively for unit tests.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test may fail"
    )
)]

pub mod contract;
pub mod limits;
pub mod platform;

pub mod access;
pub mod account;
pub mod addresses;
pub mod attributes;
pub mod authentication;
pub mod call;
pub mod canonical;
pub mod configuration;
pub mod distinct;
pub mod documents;
pub mod erasure;
pub mod fault;
pub mod identifiers;
pub mod key_check;
pub mod keyring;
pub mod keys;
pub mod linked_auth;
mod locale;
pub mod maintenance;
pub mod outbox;
pub mod password_reset;
pub mod passwords;
pub mod phc;
pub mod rate_limits;
pub mod registration;
pub mod rest;
pub mod retry;
pub mod sessions;
pub mod settings;
pub mod store;
pub mod sub_status;
pub mod throttling;
pub mod timestamp;
pub mod tokens;
pub mod totp;
pub mod users;

pub mod component;
