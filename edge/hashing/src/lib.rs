//! Password hashing as `wit/password-hashing.wit` describes it: every algorithm, with all bounds checked
//! before anything is computed.
//!
//! The native host uses this library; `component/` and `module/` make WebAssembly of it, for hosts that
//! have no such algorithms of their own. The bounds keep the memory of one hash at 1 GiB and its time at
//! about a minute, as Argon2 with the highest cost that stanza `password` allows.

mod algorithm;
mod argon2;
mod bcrypt;
mod job;
mod memory;
mod pbkdf2;
mod scrypt;
#[cfg(test)]
mod vectors;

pub use algorithm::{Algorithm, Argon2Parameters, Argon2Version, HashingError, ScryptParameters};
pub use job::Job;
pub use memory::Memory;
