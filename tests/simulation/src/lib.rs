//! Simulation: random clients against a store that fails, and a small model to compare with.
//!
//! The guest is compiled natively and runs over a [`connection`] to a simulated world: three hosts
//! whose clocks differ, one [`store`], time that jumps, late sweeps. The store refuses, loses replies
//! before and after the commit, and lets other operations run between any two calls of one operation.
//! [`clients`] do random operations with the values they know. The [`model`] decides which results are
//! right, and [`inspection`] checks all stored data after every commit.
//!
//! A run depends on the seed only: not on time, threads or hash maps. So a seed that fails does so
//! again, step by step, with `cargo xtask simulate --first SEED --seeds 1 --trace`.
//!
//! # How to add an operation
//!
//! 1. Add a variant of `Operation` in `operation.rs`. The compiler then requires it in
//!    `operation/display.rs` (its line in a trace), `perform.rs` (the call of the guest),
//!    `model/rules.rs` (when it is permitted) and `model/apply.rs` (its changes; none for an operation
//!    that only reads). If it takes a session, add to `model/rights.rs` whose account it concerns; the
//!    compiler does not require that.
//! 2. Add a client that does it: an arm of `Clients::next` in `clients.rs`.
//! 3. If clients may use REST for it, add its request in `over_rest.rs`. If clients learn from its
//!    answer, add a variant of `Reply` in `outcome.rs` and the values to learn in `Clients::learn`.
//! 4. For a new rule add a `Sabotage` that breaks it, which `tests/finds.rs` has to find.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a simulation is a test, and a test may fail"
)]

mod authenticator;
mod cast;
mod clients;
mod clocks;
mod configuration;
mod connection;
mod dice;
mod faults;
mod figures;
mod hashing;
mod inspection;
mod model;
mod more_settings;
mod operation;
mod outcome;
mod over_rest;
mod perform;
mod plan;
mod quiet;
mod sabotage;
mod simulation;
mod store;

pub use figures::Figures;
pub use model::{Invariant, Violation};
pub use plan::{Plan, Report};
pub use quiet::Quiet;
pub use sabotage::Sabotage;
pub use simulation::run;
