//! Makes everything that hosts load: components, the WIT package, and their sums and sizes.
//!
//! The same sources give the same bytes in every directory; [`verify`] builds them in another one and
//! compares.

mod artefacts;
mod compose;
mod contract;
pub mod hashing;
mod letters;
mod sizes;
mod verify;
mod wasi_http;

pub use artefacts::Artefacts;
pub use verify::verify;
