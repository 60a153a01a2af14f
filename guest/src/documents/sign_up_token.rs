//! Confirmation tokens.

use serde::{Deserialize, Serialize};

use super::{Erasure, InspectedDocument, Kind, RelatedDocuments, User};
use crate::{contract::maintenance::Flaw, keys, store::Document, timestamp::Timestamp};

/// How a confirmation token reached its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// In the answer to the sign-up: proves nothing about the e-mail address.
    Returned,
    /// In a mail to the address.
    Mailed,
}

/// `signup/<digest>`: a confirmation token. A used token is kept, so that a second use can be
/// distinguished from an unknown token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignUpToken {
    /// The user who signed up.
    pub user_id: String,
    /// How it reached its holder.
    pub delivery: Delivery,
    /// Whether it was used.
    pub is_used: bool,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl Document for SignUpToken {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Kind for SignUpToken {
    type Document = Self;
    const KEY: &'static str = "signup/<digest>";
    const MEANING: &'static str = "a confirmation token";
    const ERASURE: Erasure = Erasure::Listed(|user| {
        let digests = user.sign_up_tokens.iter();
        digests.map(|digest| keys::signup(digest)).collect()
    });

    fn owner(found: &InspectedDocument<'_, Self>) -> Option<String> {
        Some(found.document.user_id.clone())
    }

    fn flaws(found: &InspectedDocument<'_, Self>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        let digest = found.key.get("digest");
        let is_listed = |user: &User| user.sign_up_tokens.iter().any(|known| known == digest);
        Vec::from_iter(related.of_user(&found.document.user_id, is_listed))
    }
}
