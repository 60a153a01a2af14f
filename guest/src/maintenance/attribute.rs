//! What there is to compare of an attribute, without its value: a page may have many, and large.

use crate::{
    attributes::{expiry, open},
    contract::{maintenance::Flaw, storage::Entry},
    documents::{Attribute, Session, User},
    keyring::Keyring,
    keys::{self, kind::Kind},
    timestamp::Timestamp,
};

use super::defects::{Seen, of_owner};

/// An attribute.
pub(super) struct Kept {
    /// When it ends by itself.
    own_end: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    is_encrypted: bool,
    /// The secret key it is sealed with, if one opens it; 0 is the first.
    sealed_by: Option<usize>,
}

impl Kept {
    /// None if it is none.
    pub(super) fn of(keyring: &Keyring, entry: &Entry) -> Option<Self> {
        let attribute: Attribute = serde_json::from_str(&entry.value).ok()?;
        let opened = match attribute.is_encrypted {
            true => open(keyring, &entry.key, &attribute),
            false => None,
        };
        Some(Self {
            own_end: attribute.expiration_time,
            expires_at: attribute.expires_at,
            is_encrypted: attribute.is_encrypted,
            sealed_by: opened.map(|opened| opened.position),
        })
    }

    /// What is wrong with it.
    pub(super) fn flaws(&self, keyring: &Keyring, seen: &Seen, kind: Kind<'_>) -> Vec<Flaw> {
        if self.expires_at.is_some_and(|end| end <= seen.now) {
            return Vec::new();
        }
        let of_owner = match kind {
            Kind::UserAttribute { user, .. } => self.of_user(seen, user),
            Kind::SessionAttribute { user, digest, .. } => self.of_session(seen, user, digest),
            _ => None,
        };
        let of_seal = match self.sealed_by {
            _ if !self.is_encrypted => None,
            None => Some(Flaw::Unreadable),
            Some(position) if seen.is_noted(&keyring.ids(), position) => None,
            Some(_) => Some(Flaw::KeyNotNoted),
        };
        of_owner.into_iter().chain(of_seal).collect()
    }

    fn of_user(&self, seen: &Seen, user_id: &str) -> Option<Flaw> {
        let has_attributes =
            |user: &User| user.canonical_username.is_some() && user.expires_at.is_none();
        of_owner(seen, user_id, has_attributes).or_else(|| self.ends_apart(None))
    }

    fn of_session(&self, seen: &Seen, user_id: &str, digest: &str) -> Option<Flaw> {
        let key = keys::session(user_id, digest);
        match seen.live::<Session>(&key) {
            None => Some(Flaw::NoSession),
            Some(session) => self.ends_apart(Some(session.expires_at)),
        }
    }

    fn ends_apart(&self, end_of_owner: Option<Timestamp>) -> Option<Flaw> {
        let is_right = self.expires_at == expiry(self.own_end, end_of_owner);
        (!is_right).then_some(Flaw::EndsApart)
    }
}

/// What an attribute has to agree with.
pub(super) fn related(kind: Kind<'_>) -> Vec<String> {
    let owner = match kind {
        Kind::UserAttribute { user, .. } => keys::user(user),
        Kind::SessionAttribute { user, digest, .. } => keys::session(user, digest),
        _ => return Vec::new(),
    };
    vec![owner, keys::KEY_CHECK.to_owned()]
}
