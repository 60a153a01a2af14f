//! Simulation: random clients against a store that fails, and a small model that knows better.
//!
//! The guest is compiled natively and runs over a [`connection`] to a simulated world: three hosts
//! whose clocks differ, one [`store`], time that jumps, sweeps that come late. The store refuses,
//! loses replies before and after the commit, and lets other operations in between any two calls of
//! one. [`clients`] do random things with what they know. The [`model`] says what is right, and
//! [`inspection`] looks at everything stored after every commit.
//!
//! All of it follows from the seed: no time, no thread, no hash map is asked. So a seed that fails
//! does so again, step by step, with `cargo xtask simulate --first SEED --seeds 1 --trace`.
//!
//! # How to add an operation
//!
//! 1. A variant of `Operation` in `operation.rs`. The compiler then asks for it in
//!    `operation/display.rs` (its line in a trace), `perform.rs` (the call of the guest),
//!    `model/rules.rs` (when it is permitted) and `model/apply.rs` (what it changes; nothing,
//!    for one that only looks). If it takes a session, `model/rights.rs` says whose account it is
//!    about, which the compiler does not ask for.
//! 2. Somebody who does it: an arm of `Clients::next` in `clients.rs`.
//! 3. If clients may use REST for it, its request in `over_rest.rs`; if its answer tells them
//!    something, a variant of `Reply` in `outcome.rs` and what is learned in `Clients::learn`.
//! 4. A rule that is new: a `Sabotage` that breaks it, which `tests/finds.rs` has to find.

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
