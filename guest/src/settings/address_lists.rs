//! Stanza `user_address_list`: where a user may come from.

use crate::{
    addresses::AddressList,
    canonical::canonical_username,
    contract::configuration::{Problem, Setting},
    platform::Platform,
    settings::{Problems, setting},
};

const STANZA: &str = "user_address_list";

/// What is wrong with the stanza: each key is a canonical username, each entry an address, a
/// network or `*`.
#[must_use]
pub fn problems(platform: &dyn Platform) -> Vec<Problem> {
    let mut problems = Problems::of(STANZA);
    for (username, entries) in platform.address_lists() {
        let canonical = canonical_username(&username);
        if canonical != username {
            problems.add(&username, format!("has to be written as {canonical}"));
        }
        if AddressList::parse(&entries).is_none() {
            problems.add(
                &username,
                "has an entry that is no address, no network and not *",
            );
        }
    }
    problems.into_found()
}

/// The stanza as it applies.
#[must_use]
pub fn effective(platform: &dyn Platform) -> Vec<Setting> {
    let lists = platform.address_lists();
    lists
        .iter()
        .map(|(username, entries)| setting(STANZA, username, entries))
        .collect()
}
