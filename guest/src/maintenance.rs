//! Checks of the stored data for inconsistencies ([`inspect`]), and rewriting under the first secret key
//! ([`begin`], [`rewrite`], [`end`]), and accounts of other systems ([`import`]), for the operator.
//!
//! One call does one page. The only state between two calls is the one that the host passes on.

mod import;
mod inspect;
mod pages;
mod rekey;
mod shown;

pub use import::import;
pub use inspect::inspect;
pub use rekey::{begin, end, rewrite};
