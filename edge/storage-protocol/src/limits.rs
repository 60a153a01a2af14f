//! The limits of `wit/storage.wit`: what a store accepts at most.

/// Keys of [`Get`](crate::Get).
pub const KEYS: usize = 100;
/// Entries of a page.
pub const ENTRIES: u32 = 1_000;
/// Conditions of a filter, and clauses.
pub const CONDITIONS: usize = 16;
/// Checks of a commit.
pub const CHECKS: usize = 100;
/// Writes of a commit.
pub const WRITES: usize = 500;
/// Bytes of all keys, bounds of ranges and values of a commit.
pub const COMMIT_BYTES: usize = 700_000;
const KEY_BYTES: usize = 512;
const VALUE_BYTES: usize = 60_000;

/// Whether a text is a key.
#[must_use]
pub fn key(key: &str) -> bool {
    !key.is_empty() && bound(key)
}

/// Whether a text is a bound of a range.
#[must_use]
pub fn bound(bound: &str) -> bool {
    bound.len() <= KEY_BYTES && !bound.contains('\0')
}

/// Whether a text is short enough for a document.
#[must_use]
pub fn value(value: &str) -> bool {
    value.len() <= VALUE_BYTES && !value.contains('\0')
}
