//! Stanza `linked_auth`: the credentials that accounts can be linked to. The key of a definition is
//! its type, a slash and its username.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::{
    contract::configuration::{Problem, Setting},
    fault::Result,
    keys::BASIC_AUTH,
    limits, phc,
    platform::Platform,
    settings::{
        Problems,
        rows::{members, stanza},
        unusable,
    },
};

/// The stanza.
pub const STANZA: &str = "linked_auth";

const DEFINITION: &str = "definition";

/// A type in Zato that is not supported yet.
const JWT: &str = "jwt";

/// Maximum number of definitions.
const MAX_DEFINITIONS: usize = 1_000;

/// Maximum bytes of a definition's username.
pub const MAX_USERNAME: usize = limits::CREDENTIAL_BYTES;

stanza! {
    /// A credential.
    Definition = "linked_auth", "A credential that can be linked to an account. At most 1,000; no two may have the same type and username.";
    auth_type: text(""), "`basic_auth`. Required.";
    username: text(""), "1 to 250 bytes, compared byte for byte; without colons and control characters. Required.";
    password_hash: secret(), "The password's Argon2id hash (version 0x13), as a PHC string (`vestibule password-hash` makes one); its cost has to be within the bounds of stanza `password`. Required.";
}

impl Definition {
    fn agree(&self, problems: &mut Problems) {
        let is_known = self.auth_type == BASIC_AUTH;
        let message = match &*self.auth_type {
            JWT => "jwt is not available yet; only basic_auth is",
            _ => "has to be basic_auth",
        };
        problems.require(is_known, "auth_type", message);
        problems.require(
            is_username(&self.username),
            "username",
            "has to be a text of 1 to 250 bytes without colons and control characters",
        );
        problems.require(
            phc::is_usable(&self.password_hash),
            "password_hash",
            "has to be an Argon2id hash (`vestibule password-hash` makes one) whose cost is within \
             the bounds of [password]",
        );
    }

    fn of(given: Json, problems: &mut Problems) -> Self {
        let members = match given {
            Json::Object(members) => members,
            _ => Map::new(),
        };
        Self::read(members, problems)
    }
}

/// The problems of the stanza. Definitions are numbered from 1.
#[must_use]
pub fn problems(platform: &dyn Platform) -> Vec<Problem> {
    let mut problems = Problems::of(STANZA);
    let definitions = definitions(platform, &mut problems);
    let is_within_limit = definitions.len() <= MAX_DEFINITIONS;
    problems.require(is_within_limit, DEFINITION, "has more than 1,000 entries");
    let mut seen = BTreeSet::new();
    for (given, number) in definitions.into_iter().zip(1..) {
        let key = format!("{DEFINITION} {number}");
        let mut own = Problems::of(STANZA);
        let definition = Definition::of(given, &mut own);
        for problem in own.into_found() {
            problems.add(&key, format!("{} {}", problem.key, problem.message));
        }
        let is_new = seen.insert((definition.auth_type, definition.username));
        if !is_new {
            problems.add(&key, "has the type and username of an earlier one");
        }
    }
    problems.into_found()
}

fn definitions(platform: &dyn Platform, problems: &mut Problems) -> Vec<Json> {
    let mut members = members(platform.stanza(STANZA).as_deref(), problems);
    let definitions = match members.remove(DEFINITION) {
        None => Vec::new(),
        Some(Json::Array(definitions)) => definitions,
        Some(_) => {
            problems.add(DEFINITION, "must be a list of tables");
            Vec::new()
        }
    };
    for key in members.keys() {
        problems.add(key, "is an unknown key");
    }
    definitions
}

/// Whether a text can be the username of a definition. In the header a colon ends the username.
#[must_use]
pub fn is_username(text: &str) -> bool {
    let has_wrong = text.contains(|character: char| character == ':' || character.is_control());
    (1..=MAX_USERNAME).contains(&text.len()) && !has_wrong
}

/// The stanza in force, without the hashes.
#[must_use]
pub fn effective(platform: &dyn Platform) -> Vec<Setting> {
    let mut problems = Problems::of(STANZA);
    let definitions = definitions(platform, &mut problems);
    let shown = |given| {
        let definition = Definition::of(given, &mut problems);
        json!({"auth_type": definition.auth_type, "username": definition.username})
    };
    let shown: Json = definitions.into_iter().map(shown).collect();
    vec![Setting {
        stanza: STANZA.to_owned(),
        key: DEFINITION.to_owned(),
        value: shown.to_string(),
    }]
}

/// The definition of this key, if there is one.
pub(super) fn entry(platform: &dyn Platform, key: &str) -> Result<Option<Definition>> {
    match platform.entry(STANZA, key) {
        None => Ok(None),
        Some(entry) => usable(serde_json::from_str(&entry), key).map(Some),
    }
}

/// The first definition, if there is any. The others are not parsed, so that the time does not depend
/// on the number of definitions: the definitions are the stanza's only list.
pub(super) fn first(platform: &dyn Platform) -> Result<Option<Definition>> {
    let given = platform.stanza(STANZA);
    let list = given.as_deref().and_then(|given| given.split_once('['));
    let list = list.map_or("]", |(_, list)| list.trim_start());
    if list.starts_with(']') {
        return Ok(None);
    }
    let mut list = serde_json::Deserializer::from_str(list).into_iter();
    match list.next() {
        None => Ok(None),
        Some(first) => usable(first, "definition 1").map(Some),
    }
}

fn usable(given: serde_json::Result<Json>, key: &str) -> Result<Definition> {
    let mut problems = Problems::of(STANZA);
    let definition = Definition::of(given.unwrap_or_default(), &mut problems);
    match problems.into_found().is_empty() {
        true => Ok(definition),
        false => Err(unusable(STANZA, key)),
    }
}
