//! Accounts that one read and one commit can serve.

use std::collections::BTreeSet;

use crate::{
    account::Sought, contract::maintenance::ImportedAccount, documents::User, keys, limits::KEYS,
};

/// An account with valid contents.
pub(super) struct Candidate<'a> {
    /// Its position in the call.
    pub(super) position: usize,
    pub(super) account: &'a ImportedAccount,
    /// The account without what is sealed.
    pub(super) user: User,
    pub(super) sought: Sought,
    /// The documents to read: the user's, and those of `sought`.
    pub(super) keys: Vec<String>,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(
        position: usize,
        account: &'a ImportedAccount,
        user: User,
        sought: Sought,
    ) -> Self {
        let mut keys = vec![keys::user(&user.user_id)];
        keys.extend(sought.keys());
        Self {
            position,
            account,
            user,
            sought,
            keys,
        }
    }
}

/// Divides accounts into groups, in their order. No two accounts of a group need the same document, and
/// one read serves the group together with the note of the keys.
pub(super) fn groups<'c, 'a>(mut rest: &'c [Candidate<'a>]) -> Vec<&'c [Candidate<'a>]> {
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let mut known: BTreeSet<String> = BTreeSet::new();
        let belongs = |candidate: &&Candidate<'_>| {
            let fits = known.len() + candidate.keys.len() < KEYS;
            fits && candidate.keys.iter().all(|key| known.insert(key.clone()))
        };
        let (group, others) = rest.split_at(rest.iter().take_while(belongs).count().max(1));
        groups.push(group);
        rest = others;
    }
    groups
}
