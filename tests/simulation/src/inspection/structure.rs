//! Documents and index keys agree, and no two accounts share a unique value.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    cast::folded,
    inspection::{lives, text},
    model::{Invariant, Violation},
    store::Store,
};

/// An unexpired account, as stored.
struct Account<'a> {
    user_id: &'a str,
    json: &'a Value,
}

pub(super) fn inspect(store: &Store, latest: u64) -> Result<(), Violation> {
    let accounts: Vec<Account<'_>> = store
        .below("user/")
        .filter(|(_, stored)| lives(&stored.json, latest))
        .map(|(key, stored)| Account {
            user_id: key.trim_start_matches("user/"),
            json: &stored.json,
        })
        .collect();
    unique(
        &accounts,
        "canonical_username",
        |_| true,
        Invariant::OneUsernameOneUser,
    )?;
    unique(
        &accounts,
        "email_index",
        |account| account.is_verified(),
        Invariant::AddressNeedsProof,
    )?;
    sessions_have_standing(store)?;
    attributes_have_owners(store)?;
    let expected: BTreeMap<String, &str> = accounts.iter().flat_map(Account::index).collect();
    for (key, user_id) in &expected {
        let pointer = store.documents.get(key);
        if pointer.and_then(|stored| text(&stored.json, "user_id")) != Some(user_id) {
            return Err(mismatch(format!("{user_id} is not found under {key}")));
        }
    }
    for prefix in [
        "username/",
        "email/",
        "email-of/",
        "pending/",
        "super-user/",
        "user-by-name/",
    ] {
        let unexpired = store
            .below(prefix)
            .filter(|(_, stored)| lives(&stored.json, latest));
        for (key, _) in unexpired {
            if !expected.contains_key(key) {
                return Err(mismatch(format!("{key} leads to an account without it")));
            }
        }
    }
    for (key, stored) in store.below("signup/") {
        let owner = text(&stored.json, "user_id").map(|user_id| format!("user/{user_id}"));
        let is_known = owner.is_some_and(|owner| store.documents.contains_key(&owner));
        if !is_known && lives(&stored.json, latest) {
            return Err(mismatch(format!("{key} leads to no account")));
        }
    }
    Ok(())
}

impl<'a> Account<'a> {
    fn is_verified(&self) -> bool {
        self.json.get("email_verified") == Some(&Value::Bool(true))
    }

    /// The keys under which the account has to be found.
    fn index(&self) -> Vec<(String, &'a str)> {
        let id = self.user_id;
        let mut keys = Vec::new();
        if let Some(canonical) = text(self.json, "canonical_username") {
            keys.push(format!("username/{canonical}"));
        }
        if let Some(blind) = text(self.json, "email_index") {
            keys.push(format!("email-of/{blind}/{id}"));
            if self.is_verified() {
                keys.push(format!("email/{blind}"));
            }
        }
        let since = self.json.get("sign_up_time").and_then(Value::as_u64);
        if let Some(since) = since
            && text(self.json, "approval_status") == Some("before_decision")
        {
            keys.push(format!("pending/{since:016x}/{id}"));
        }
        if self.json.get("is_super_user") == Some(&Value::Bool(true)) {
            keys.push(format!("super-user/{id}"));
        }
        if let Some(canonical) = text(self.json, "canonical_username") {
            let display_name = text(self.json, "display_name").unwrap_or_default();
            let (name, canonical) = (hex(&folded(display_name)), hex(canonical));
            let since = since.unwrap_or_default();
            keys.push(format!("user-by-name/{name}-{canonical}-{since:016x}/{id}"));
        }
        keys.into_iter().map(|key| (key, id)).collect()
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// No two accounts have the same text in a field.
fn unique(
    accounts: &[Account<'_>],
    field: &str,
    concerns: impl Fn(&Account<'_>) -> bool,
    invariant: Invariant,
) -> Result<(), Violation> {
    let mut seen = BTreeMap::new();
    for account in accounts.iter().filter(|account| concerns(account)) {
        let Some(value) = text(account.json, field) else {
            continue;
        };
        if let Some(other) = seen.insert(value, account.user_id) {
            let detail = format!("{other} and {} have the same {field}", account.user_id);
            return Err(Violation::new(invariant, detail));
        }
    }
    Ok(())
}

fn sessions_have_standing(store: &Store) -> Result<(), Violation> {
    for (key, _) in store.below("session/") {
        let user_id = key.split('/').nth(1).unwrap_or_default();
        let user = store.documents.get(&format!("user/{user_id}"));
        let has = |field, value| user.is_some_and(|user| text(&user.json, field) == Some(value));
        let is_locked = user.is_some_and(|user| user.json.get("is_locked") == Some(&true.into()));
        if is_locked || !has("sign_up_status", "final") || !has("approval_status", "approved") {
            let detail =
                format!("{key} is a session of somebody not confirmed, not approved or locked");
            return Err(Violation::new(Invariant::SessionNeedsStanding, detail));
        }
    }
    Ok(())
}

/// Owners that have expired but are not swept yet are enough.
fn attributes_have_owners(store: &Store) -> Result<(), Violation> {
    let of_users = store.below("user-attr/").map(|(key, _)| {
        let user_id = key.split('/').nth(1).unwrap_or_default();
        (key, format!("user/{user_id}"))
    });
    let of_sessions = store.below("session-attr/").map(|(key, _)| {
        let parts: Vec<&str> = key.split('/').skip(1).take(2).collect();
        (key, format!("session/{}", parts.join("/")))
    });
    for (key, owner) in of_users.chain(of_sessions) {
        let owner = store.documents.get(&owner);
        if !owner.is_some_and(|owner| owner.json.get("username") != Some(&Value::Null)) {
            let detail = format!("{key} outlives whose it was");
            return Err(Violation::new(
                Invariant::AttributesEndWithTheirOwner,
                detail,
            ));
        }
    }
    Ok(())
}

fn mismatch(detail: String) -> Violation {
    Violation::new(Invariant::IndexMatchesDocuments, detail)
}
