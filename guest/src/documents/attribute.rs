//! Attributes.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::{Erasure, InspectedDocument, Kind, RelatedDocuments, Session, User};
use crate::{
    contract::maintenance::Flaw,
    fault::{Fault, Result},
    keyring::{Keyring, Purpose},
    keys,
    limits::unsealed,
    store::Document,
    timestamp::Timestamp,
};

/// `user-attr/<user>/<name>`, `session-attr/<user>/<digest>/<name>`: an attribute.
///
/// Creating one writes the document of its owner, the user or the session; changing or removing one
/// checks only its own version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attribute {
    /// When it was created.
    pub creation_time: Timestamp,
    /// When it was created or last changed.
    pub last_modified: Timestamp,
    /// Any JSON; if the value is encrypted, the sealed text.
    pub value: Box<RawValue>,
    /// Whether the value is sealed.
    pub is_encrypted: bool,
    /// When it expires by its own expiration.
    pub expiration_time: Option<Timestamp>,
    /// When it expires: by its own expiration or with its session, whichever is first.
    pub expires_at: Option<Timestamp>,
}

impl Attribute {
    /// When an attribute expires: by its own expiration or with its owner, whichever is first.
    #[must_use]
    pub fn end(own: Option<Timestamp>, of_owner: Option<Timestamp>) -> Option<Timestamp> {
        own.into_iter().chain(of_owner).min()
    }

    /// The sealed text of an encrypted value. `None` if the value is not encrypted.
    #[must_use]
    pub fn sealed(&self) -> Option<String> {
        if !self.is_encrypted {
            return None;
        }
        // A value that is not a text opens with no key.
        Some(serde_json::from_str(self.value.get()).unwrap_or_default())
    }

    /// Bytes of the decrypted value.
    #[must_use]
    pub fn length_in_clear(&self) -> usize {
        let sealed = self.sealed().map(|text| unsealed(text.len()));
        sealed.unwrap_or_else(|| self.value.get().len())
    }

    /// The same attribute with another sealed text.
    ///
    /// # Errors
    /// Unavailable, if the text cannot be written.
    fn resealed(self, text: &str) -> Result<Self> {
        let value = to_raw_value(text)
            .map_err(|_| Fault::Unavailable("a value cannot be written".to_owned()))?;
        Ok(Self { value, ..self })
    }

    fn ends_with(&self, owner: Option<Timestamp>) -> Option<Flaw> {
        let is_right = self.expires_at == Self::end(self.expiration_time, owner);
        (!is_right).then_some(Flaw::EndsApart)
    }
}

impl Document for Attribute {
    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}

/// `user-attr/<user>/<name>`.
pub struct UserAttribute;

impl Kind for UserAttribute {
    type Document = Attribute;
    const KEY: &'static str = "user-attr/<user>/<name>";
    const MEANING: &'static str = "an attribute of a user";
    const ERASURE: Erasure = Erasure::UnderUser;
    const SEALED: &'static [Purpose] = &[Purpose::Attribute];

    fn flaws(
        found: &InspectedDocument<'_, Attribute>,
        related: &RelatedDocuments<'_>,
    ) -> Vec<Flaw> {
        let may_have_attributes = |user: &User| !user.is_erased() && user.expires_at.is_none();
        let flaw = related.of_user(found.key.get("user"), may_have_attributes);
        Vec::from_iter(flaw.or_else(|| found.document.ends_with(None)))
    }

    fn sealed(attribute: &Attribute, _: Purpose) -> Option<String> {
        attribute.sealed()
    }

    fn resealed(attribute: Attribute, _: Purpose, text: &str) -> Result<Attribute> {
        attribute.resealed(text)
    }
}

/// `session-attr/<user>/<digest>/<name>`.
pub struct SessionAttribute;

impl Kind for SessionAttribute {
    type Document = Attribute;
    const KEY: &'static str = "session-attr/<user>/<digest>/<name>";
    const MEANING: &'static str = "an attribute of a session";
    const ERASURE: Erasure = Erasure::UnderUser;
    const SEALED: &'static [Purpose] = &[Purpose::Attribute];

    fn related(found: &InspectedDocument<'_, Attribute>, _: &Keyring) -> Vec<String> {
        vec![session_of(found)]
    }

    fn flaws(
        found: &InspectedDocument<'_, Attribute>,
        related: &RelatedDocuments<'_>,
    ) -> Vec<Flaw> {
        let flaw = match related.live::<Session>(&session_of(found)) {
            None => Some(Flaw::NoSession),
            Some(session) => found.document.ends_with(Some(session.expires_at)),
        };
        Vec::from_iter(flaw)
    }

    fn sealed(attribute: &Attribute, _: Purpose) -> Option<String> {
        attribute.sealed()
    }

    fn resealed(attribute: Attribute, _: Purpose, text: &str) -> Result<Attribute> {
        attribute.resealed(text)
    }
}

fn session_of(found: &InspectedDocument<'_, Attribute>) -> String {
    keys::session(found.key.get("user"), found.key.get("digest"))
}
