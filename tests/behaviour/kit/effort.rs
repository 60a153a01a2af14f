//! How much of a long test is run. The short form is part of every run; the environment asks for
//! the long one.

use std::env;

/// How often a server is killed: `VESTIBULE_TEST_KILLS`, which `cargo xtask crash` sets.
pub(crate) fn kills() -> usize {
    number("VESTIBULE_TEST_KILLS").unwrap_or(10)
}

/// How many histories are checked: `VESTIBULE_TEST_HISTORIES`.
pub(crate) fn histories() -> usize {
    number("VESTIBULE_TEST_HISTORIES").unwrap_or(150)
}

/// How many calls are compared between stores: `VESTIBULE_TEST_CALLS`, which
/// `cargo xtask differential` sets.
pub(crate) fn differential_calls() -> usize {
    number("VESTIBULE_TEST_CALLS").unwrap_or(2_000)
}

fn number(name: &str) -> Option<usize> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}
