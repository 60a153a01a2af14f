//! Documents that were read together with a document that has to agree with them.

use std::collections::BTreeMap;

use crate::{
    contract::{maintenance::Flaw, storage::Entry},
    keyring::Keyring,
    keys,
    store::{Document, Slot},
    timestamp::Timestamp,
};

use super::{KeyCheck, Pointer, User};

/// Documents as of one moment, by their keys.
pub struct RelatedDocuments<'a> {
    /// The secret keys of this host.
    pub keyring: &'a Keyring,
    /// The documents that were read.
    pub entries: BTreeMap<String, Entry>,
    /// When they were read, or later: changes that the documents contain were made at an earlier time.
    pub now: Timestamp,
}

impl RelatedDocuments<'_> {
    /// A document that exists, is well-formed and has not expired.
    #[must_use]
    pub fn live<T: Document>(&self, key: &str) -> Option<T> {
        let entry = self.entries.get(key)?.clone();
        Slot::of(entry).parse(self.now).ok()?.document
    }

    /// Whether a document has not expired.
    #[must_use]
    pub fn is_live(&self, document: &impl Document) -> bool {
        document.expires_at().is_none_or(|end| end > self.now)
    }

    /// Whether a document exists and names this user.
    #[must_use]
    pub fn leads_to(&self, key: &str, user_id: &str) -> bool {
        let pointer = self.live::<Pointer>(key);
        pointer.is_some_and(|pointer| pointer.user_id == user_id)
    }

    /// The flaw of a document of a user: the user is absent, or does not agree with it.
    #[must_use]
    pub fn of_user(&self, user_id: &str, agrees: impl Fn(&User) -> bool) -> Option<Flaw> {
        match self.live::<User>(&keys::user(user_id)) {
            None => Some(Flaw::NoUser),
            Some(user) if !agrees(&user) => Some(Flaw::NotOfUser),
            Some(_) => None,
        }
    }

    /// The flaw of a document that has to expire together with its user.
    #[must_use]
    pub fn ends_with_user(&self, user_id: &str, end: Option<Timestamp>) -> Option<Flaw> {
        let user = self.live::<User>(&keys::user(user_id))?;
        (user.expires_at != end).then_some(Flaw::EndsApart)
    }

    /// Whether one of the secret keys, by its position in the keyring, is recorded as needed.
    #[must_use]
    pub fn is_noted(&self, position: usize) -> bool {
        let noted = self.live::<KeyCheck>(keys::KEY_CHECK).unwrap_or_default();
        let ids = self.keyring.ids();
        ids.get(position)
            .is_some_and(|id| noted.all().any(|noted| noted == id))
    }
}
