//! The letters that are mailed to people: a message becomes subject, text and HTML in the recipient's
//! language.
//!
//! Everything here computes and nothing else. [`component`] alone knows that it runs inside WebAssembly, so
//! the same code compiles natively for its tests.
//!
//! # Libraries
//!
//! * minijinja, for the built-in texts and for the operator's templates. An operator has to be able to
//!   replace a whole letter, so a template language is needed in any case; Fluent has none, and both
//!   together would be two languages for one letter. Its fuel bounds the time and the memory of a
//!   template.
//! * icu_plurals, for the forms of plurals in all languages, also in those that only an operator's
//!   templates have.
//! * Dates are patterns in the texts (`texts/LOCALE/date.jinja`), with the calendar of chrono. The compiled
//!   data of icu_datetime has the patterns of all locales, and six of them are needed here.
//! * textwrap, for lines of at most 72 columns, also in scripts without spaces.

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

pub mod check;
mod engine;
mod filters;
mod kinds;
mod locales;
mod names;
mod problems;
pub mod render;
mod samples;
mod site;
mod sources;
mod times;
mod unknown;
mod untrusted;
mod variables;

pub mod component;

pub use check::check;
pub use locales::built_in as locales;
pub use render::render;

/// Looks up the operator's template with a name.
pub type Templates<'a> = dyn Fn(&str) -> Option<String> + 'a;
