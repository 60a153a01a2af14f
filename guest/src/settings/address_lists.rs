//! Stanza `user_address_list`: the addresses from which a user may log in. Each key is a canonical
//! username.

use serde_json::Value as Json;

use crate::{
    addresses::AddressList,
    canonical::canonical_username,
    contract::configuration::{Problem, Setting},
    fault::Result,
    platform::Platform,
    settings::{
        Problems,
        kind::{NOT_TEXTS, texts_of},
        rows::members,
        unusable,
    },
};

/// The stanza.
pub const STANZA: &str = "user_address_list";

/// The purpose of the stanza.
#[cfg(not(target_family = "wasm"))]
pub const MEANING: &str = "The addresses and networks (CIDR) from which a user may log in, by canonical \
     username. `*` permits any address; an empty list permits none. For a user without a list \
     `login.reject_if_not_listed` decides. One key for each user: `ann = [\"192.0.2.0/24\"]`.";

/// The problems of the stanza: each key is a canonical username, each entry an address, a
/// network or `*`.
#[must_use]
pub fn problems(platform: &dyn Platform) -> Vec<Problem> {
    let mut problems = Problems::of(STANZA);
    for (username, entries) in members(platform.stanza(STANZA).as_deref(), &mut problems) {
        let canonical = canonical_username(&username);
        if canonical != username {
            problems.add(&username, format!("has to be written as {canonical}"));
        }
        match texts_of(entries) {
            None => problems.add(&username, NOT_TEXTS),
            Some(entries) if AddressList::parse(&entries).is_none() => problems.add(
                &username,
                "has an entry that is not an address, not a network and not *",
            ),
            Some(_) => {}
        }
    }
    problems.into_found()
}

/// The stanza in force.
#[must_use]
pub fn effective(platform: &dyn Platform) -> Vec<Setting> {
    let mut problems = Problems::of(STANZA);
    let lists = members(platform.stanza(STANZA).as_deref(), &mut problems);
    let setting = |(username, entries): (String, Json)| Setting {
        stanza: STANZA.to_owned(),
        key: username,
        value: entries.to_string(),
    };
    lists.into_iter().map(setting).collect()
}

/// The list of the user of a canonical username, if there is one.
pub(super) fn entry(platform: &dyn Platform, username: &str) -> Result<Option<AddressList>> {
    let Some(entry) = platform.entry(STANZA, username) else {
        return Ok(None);
    };
    let entries = serde_json::from_str(&entry).ok().and_then(texts_of);
    let list = entries.and_then(|entries| AddressList::parse(&entries));
    let list = list.ok_or_else(|| unusable(STANZA, username))?;
    Ok(Some(list))
}
