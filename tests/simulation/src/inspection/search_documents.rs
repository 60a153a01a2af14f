//! Search documents agree with their accounts.

use serde_json::{Value, json};

use crate::{
    cast::folded,
    inspection::text,
    model::{Invariant, Violation},
    store::Store,
};

/// A field of the account, and the corresponding field of the search document.
const AS_IT_IS: &[(&str, &str)] = &[
    ("canonical_username", "username"),
    ("email_index", "email"),
    ("sign_up_status", "sign_up_status"),
    ("approval_status", "approval_status"),
    ("expires_at", "expires_at"),
];
const FOLDED: &[&str] = &["display_name", "first_name", "middle_name", "last_name"];

pub(super) fn inspect(store: &Store) -> Result<(), Violation> {
    for (key, found) in store.below("user-by-name/") {
        let user_id = text(&found.json, "user_id").unwrap_or_default();
        let Some(user) = store.documents.get(&format!("user/{user_id}")) else {
            // For an account that expired and is deleted; `structure` checks that.
            continue;
        };
        let member = |json: &Value, field: &str| json.get(field).cloned().unwrap_or_default();
        let as_it_is = AS_IT_IS
            .iter()
            .map(|(own, other)| (*other, member(&user.json, own)));
        let names = FOLDED.iter().map(|name| {
            let own = text(&user.json, name);
            (*name, json!(own.map(folded)))
        });
        for (field, expected) in as_it_is.chain(names) {
            let said = member(&found.json, field);
            if said != expected {
                let detail = format!("{key}: {field} is {said} and not {expected}");
                return Err(Violation::new(Invariant::IndexMatchesDocuments, detail));
            }
        }
    }
    Ok(())
}
