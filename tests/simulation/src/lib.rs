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
