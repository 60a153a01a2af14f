//! The stored data is exactly the result of the operations that took place.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    inspection::text,
    model::{Invariant, Model, Violation, sign_up_status},
    store::{Store, Stored},
};

pub(super) fn inspect(model: &Model, store: &Store) -> Result<(), Violation> {
    addresses_are_proved(model, store)?;
    same_keys(
        store,
        "user/",
        model.accounts.keys().map(|id| format!("user/{id}")),
    )?;
    same_keys(
        store,
        "signup/",
        model.tokens.keys().map(|digest| format!("signup/{digest}")),
    )?;
    same_keys(store, "session/", model.sessions.keys().cloned())?;
    let logs = model.sessions.keys();
    let logs = logs.map(|key| key.replacen("session/", "session-log/", 1));
    same_keys(store, "session-log/", logs)?;
    same_keys(
        store,
        "outbox/",
        model.letters.values().map(|letter| letter.key.clone()),
    )?;
    attributes_are_as_written(model, store)?;
    resets_are_as_begun(model, store)?;
    for (user_id, account) in &model.accounts {
        let key = format!("user/{user_id}");
        let fields = [
            ("username", json!(account.username)),
            ("canonical_username", json!(account.canonical)),
            ("email_verified", json!(account.is_verified)),
            ("is_super_user", json!(account.is_super_user)),
            ("is_locked", json!(account.is_locked)),
            ("display_name", json!(account.display_name)),
            ("first_name", json!(account.first_name)),
            ("locale", json!(account.locale)),
            ("password_must_change", json!(account.must_change)),
            (
                "password_expiry",
                json!((!account.is_erased()).then_some(account.password_expiry)),
            ),
            (
                "sign_up_status",
                json!(sign_up_status(account.is_confirmed)),
            ),
            ("approval_status", json!(account.approval.stored())),
            ("is_totp_enabled", json!(account.totp.is_enabled)),
            ("totp_last_step", json!(account.totp.last_step)),
            ("expires_at", json!(account.expires_at)),
        ];
        same_fields(store, &key, &fields)?;
        let has_key = stored(store, &key)?.json.get("totp_key") != Some(&Value::Null);
        if has_key != account.totp.key.is_some() {
            return Err(lost(format!("{key}: the TOTP key is not as it was left")));
        }
        let has_email = stored(store, &key)?.json.get("email") != Some(&Value::Null);
        if has_email != account.email.is_some() {
            return Err(lost(format!(
                "{key}: the e-mail address is not as it was left"
            )));
        }
    }
    for (digest, token) in &model.tokens {
        let fields = [
            ("user_id", json!(token.user_id)),
            ("is_used", json!(token.is_used)),
            ("expires_at", json!(token.expires_at)),
        ];
        same_fields(store, &format!("signup/{digest}"), &fields)?;
    }
    for (key, session) in &model.sessions {
        let ends = [("expires_at", json!(session.expires_at))];
        same_fields(store, key, &ends)?;
        let log = key.replacen("session/", "session-log/", 1);
        same_fields(store, &log, &ends)?;
    }
    Ok(())
}

/// Each address that is owned is owned by an account that proved it.
fn addresses_are_proved(model: &Model, store: &Store) -> Result<(), Violation> {
    let mut owned = BTreeSet::new();
    for (key, stored) in store.below("email/") {
        let user_id = text(&stored.json, "user_id").unwrap_or_default();
        // Data that expires with an unfinished sign-up may stay for a while after it.
        if stored.json.get("expires_at") != Some(&Value::Null) {
            continue;
        }
        let account = model
            .accounts
            .get(user_id)
            .filter(|account| account.has_proved);
        let email = account.and_then(|account| account.email.as_ref());
        if !email.is_some_and(|(_, canonical)| owned.insert(canonical)) {
            let detail = format!("{key} is {user_id}'s without proof, or a second time");
            return Err(Violation::new(Invariant::AddressNeedsProof, detail));
        }
    }
    Ok(())
}

fn attributes_are_as_written(model: &Model, store: &Store) -> Result<(), Violation> {
    let keys = |kind: &'static str| {
        let keys = model.attributes.keys().cloned();
        keys.filter(move |key| key.starts_with(kind))
    };
    same_keys(store, "user-attr/", keys("user-attr/"))?;
    same_keys(store, "session-attr/", keys("session-attr/"))?;
    for (key, attribute) in &model.attributes {
        let fields = [
            ("is_encrypted", json!(attribute.is_encrypted)),
            ("creation_time", json!(attribute.created)),
            ("last_modified", json!(attribute.modified)),
            ("expiration_time", json!(attribute.expiration)),
            ("expires_at", json!(attribute.expires_at)),
        ];
        same_fields(store, key, &fields)?;
        let stored = stored(store, key)?;
        let is_sealed = stored.json.get("value").is_some_and(Value::is_string)
            && !(attribute.value.contains(' ') && stored.value.contains(&attribute.value));
        let clear = || serde_json::from_str(&attribute.value).unwrap_or_default();
        let is_right = match attribute.is_encrypted {
            true => is_sealed,
            false => stored.json.get("value") == Some(&clear()),
        };
        if !is_right {
            return Err(lost(format!("{key}: the value is not as it was left")));
        }
    }
    Ok(())
}

/// Index keys of decoys only must not belong to a user.
fn resets_are_as_begun(model: &Model, store: &Store) -> Result<(), Violation> {
    for (user_id, reset) in &model.resets {
        let key = format!("reset-of/{user_id}");
        let fields = [
            ("token", json!(reset.token)),
            ("token_expires_at", json!(reset.token_expires_at)),
            ("mails", json!(reset.mails)),
            ("expires_at", json!(reset.expires_at)),
        ];
        same_fields(store, &key, &fields)?;
        let key_of = stored(store, &key)?.json.get("key").cloned();
        let found = key_of.as_ref().and_then(|key| text(key, "digest"));
        if found != reset.key.as_ref().map(|(digest, _)| &**digest) {
            return Err(lost(format!("{key}: the reset key is not as it was left")));
        }
    }
    for (key, stored) in store.below("reset-of/") {
        let user_id = key.trim_start_matches("reset-of/");
        let is_decoy =
            !model.accounts.contains_key(user_id) && stored.json.get("mails") == Some(&json!(1));
        if !is_decoy && !model.resets.contains_key(user_id) {
            return Err(lost(format!("{key} should not be there")));
        }
    }
    for (key, stored) in store.below("reset/") {
        let user_id = text(&stored.json, "user_id").unwrap_or_default();
        let reset = model.resets.get(user_id);
        let is_current = reset.is_some_and(|reset| key.ends_with(&reset.token));
        if model.accounts.contains_key(user_id) && !is_current {
            return Err(lost(format!("{key} is void and should not be there")));
        }
    }
    Ok(())
}

fn same_keys(
    store: &Store,
    prefix: &str,
    expected: impl Iterator<Item = String>,
) -> Result<(), Violation> {
    let expected: BTreeSet<String> = expected.collect();
    let found: BTreeSet<String> = store.below(prefix).map(|(key, _)| key.clone()).collect();
    match expected.symmetric_difference(&found).next() {
        None => Ok(()),
        Some(key) if expected.contains(key) => Err(lost(format!("{key} is lost"))),
        Some(key) => Err(lost(format!("{key} should not be there"))),
    }
}

fn same_fields(store: &Store, key: &str, fields: &[(&str, Value)]) -> Result<(), Violation> {
    let json = &stored(store, key)?.json;
    for (field, expected) in fields {
        let found = json.get(*field).unwrap_or(&Value::Null);
        if found != expected {
            return Err(lost(format!(
                "{key}: {field} is {found} and not {expected}"
            )));
        }
    }
    Ok(())
}

fn stored<'a>(store: &'a Store, key: &str) -> Result<&'a Stored, Violation> {
    let stored = store.documents.get(key);
    stored.ok_or_else(|| lost(format!("{key} is lost")))
}

fn lost(detail: String) -> Violation {
    Violation::new(Invariant::AcknowledgedIsKept, detail)
}
