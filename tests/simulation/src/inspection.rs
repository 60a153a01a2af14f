//! Looks at everything that is stored, after every commit and every sweep.
//!
//! Half of it is about the store alone: whether its documents fit each other ([`structure`]) and
//! whether anything is left of those who are gone ([`erasure`]). The other half compares the store
//! with the model ([`comparison`]). Where one mistake breaks several sentences the first named is
//! the one that says most about it.

mod comparison;
mod erasure;
mod search_documents;
mod structure;

use serde_json::Value;

use crate::{
    model::{Model, Violation},
    store::Store,
};

/// Checks every invariant that is about what is stored. `latest` is the latest moment any host's
/// clock has shown.
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
