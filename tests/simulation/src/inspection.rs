//! Checks all stored data, after every commit and every sweep.
//!
//! One half concerns the store alone: whether its documents agree with each other ([`structure`]) and
//! whether any data of erased people is left ([`erasure`]). The other half compares the store with the
//! model ([`comparison`]). If one mistake breaks several invariants, the most specific one is reported
//! first.

mod comparison;
mod erasure;
mod search_documents;
mod structure;

use serde_json::Value;

use crate::{
    model::{Model, Violation},
    store::Store,
};

/// Checks every invariant about stored data. `latest` is the latest moment that any host's clock has
/// shown.
pub(crate) fn inspect(model: &Model, store: &Store, latest: u64) -> Result<(), Violation> {
    erasure::inspect(model, store)?;
    structure::inspect(store, latest)?;
    search_documents::inspect(store)?;
    comparison::inspect(model, store)
}

/// A member of a document that is a text.
pub(crate) fn text<'a>(json: &'a Value, field: &str) -> Option<&'a str> {
    json.get(field)?.as_str()
}

/// Whether a document has not expired.
fn lives(json: &Value, now: u64) -> bool {
    let end = json.get("expires_at").and_then(Value::as_u64);
    end.is_none_or(|end| end > now)
}
