//! Keeping the stored data in order, for the operator: does everything fit together
//! ([`inspect`]), and is it all under the first secret key ([`begin`], [`rewrite`], [`end`])?
//!
//! One call does one page. Nothing is kept between two calls but what the host passes on.

mod inspect;
mod pages;
mod rekey;
mod shown;

pub use inspect::inspect;
pub use rekey::{begin, end, rewrite};
