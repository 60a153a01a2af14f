//! Stanza `linked_auth`: the credentials that accounts can be linked to.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    contract::configuration::{Problem, Setting},
    keys::BASIC_AUTH,
    limits, phc,
    settings::{Problems, Settings, setting},
};

pub use crate::contract::settings::LinkedAuthDefinition as Definition;

const STANZA: &str = "linked_auth";

/// A type of Zato's that is not there yet.
const JWT: &str = "jwt";

/// Definitions there may be.
const MAX_DEFINITIONS: usize = 1_000;

/// Bytes of a definition's username.
pub const MAX_USERNAME: usize = limits::CREDENTIAL_BYTES;

/// What is wrong with the stanza. Definitions are counted from 1.
#[must_use]
pub fn problems(settings: &Settings<'_>) -> Vec<Problem> {
    let mut problems = Problems::of(STANZA);
    let definitions = settings.linked_auth_definitions();
    let is_within_limit = definitions.len() <= MAX_DEFINITIONS;
    problems.require(is_within_limit, "definition", "has more than 1,000 entries");
    let mut seen = BTreeSet::new();
    for (definition, number) in definitions.iter().zip(1..) {
        let key = format!("definition {number}");
        for message in of_definition(definition) {
            problems.add(&key, message);
        }
        let is_new = seen.insert((&definition.auth_type, &definition.username));
        problems.require(is_new, &key, "has the type and username of an earlier one");
    }
    problems.into_found()
}

fn of_definition(definition: &Definition) -> Vec<&'static str> {
    let mut found = Vec::new();
    match definition.auth_type.as_deref() {
        Some(BASIC_AUTH) => {}
        Some(JWT) => found.push("auth_type jwt is not available yet; only basic_auth is"),
        _ => found.push("auth_type has to be basic_auth"),
    }
    if !definition.username.as_deref().is_some_and(is_username) {
        found.push(
            "username has to be a text of 1 to 250 bytes without colons and control characters",
        );
    }
    let hash = definition.password_hash.as_deref();
    if !hash.is_some_and(phc::is_usable) {
        found.push(
            "password_hash has to be an Argon2id hash (`vestibule password-hash` makes one) whose \
             cost is within the bounds of [password]",
        );
    }
    found
}

/// Whether a text can be the username of a definition. A colon ends it in a header.
#[must_use]
pub fn is_username(text: &str) -> bool {
    let has_wrong = text.contains(|character: char| character == ':' || character.is_control());
    (1..=MAX_USERNAME).contains(&text.len()) && !has_wrong
}

/// The stanza as it applies, without the hashes.
#[must_use]
pub fn effective(settings: &Settings<'_>) -> Vec<Setting> {
    let definitions = settings.linked_auth_definitions();
    let shown: Vec<_> = definitions
        .iter()
        .map(|definition| {
            json!({"auth_type": definition.auth_type, "username": definition.username})
        })
        .collect();
    vec![setting(STANZA, "definition", &shown)]
}
