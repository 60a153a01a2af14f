//! Single sign-on around one WebAssembly component: a library to embed, and the `vestibule`
//! server over it.
//!
//! The rules are in the component. This library provides its imports (storage, time,
//! randomness, password hashing, settings, an audit log), runs every call in a fresh instance,
//! and offers its exports as async Rust methods ([`Sso`]) and as an axum router
//! ([`http::router`]).

pub mod audit;
#[allow(clippy::all, reason = "generated")]
mod bindings;
mod builder;
mod callbacks;
mod client;
mod clock;
mod defaults;
mod delivery;
mod error;
mod hashing;
pub mod http;
mod imports;
pub mod key;
pub mod maintenance;
mod metrics;
mod operations;
mod queue;
mod randomness;
mod runtime;
pub mod settings;
mod sso;
pub mod storage;
pub mod types;
mod validator;

pub use builder::SsoBuilder;
pub use callbacks::SignupCallback;
pub use clock::{Clock, SystemClock};
pub use delivery::Deliveries;
pub use error::Error;
pub use randomness::{Randomness, SystemRandomness};
pub use runtime::{Runtime, RuntimeOptions};
pub use sso::Sso;
pub use validator::SignupValidator;

/// The examples of the README are compiled along with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
