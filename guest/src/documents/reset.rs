//! Password resets.

use serde::{Deserialize, Serialize};

use super::{Erasure, InspectedDocument, Kind, LeadsTo, Pointer, RelatedDocuments, User};
use crate::{
    contract::maintenance::Flaw, keyring::Keyring, keys, store::Document, timestamp::Timestamp,
};

/// `reset-of/<user>`: the one password reset that a user has begun, and the number of mails.
/// `reset/<digest>` leads here from the token; if the two disagree, the token is void.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reset {
    /// Digest of the mailed token.
    pub token: String,
    /// When the token expires, exchanged or not.
    pub token_expires_at: Timestamp,
    /// The exchange of the token, if it was exchanged.
    pub key: Option<ResetKey>,
    /// Mails since `counted_since`.
    pub mails: u32,
    /// When the first of these mails was requested.
    pub counted_since: Timestamp,
    /// When the document expires: neither token nor count is valid any more.
    pub expires_at: Timestamp,
}

/// The reset key for which a token was exchanged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResetKey {
    /// Digest of the reset key.
    pub digest: String,
    /// When it expires, unless the token expires earlier.
    pub expires_at: Timestamp,
}

impl Document for Reset {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Kind for Reset {
    type Document = Self;
    const KEY: &'static str = "reset-of/<user>";
    const MEANING: &'static str = "the password reset that a user has begun";
    const ERASURE: Erasure = Erasure::UnderUser;
    const LEADS_TO: Option<LeadsTo<Self>> = Some(|found| vec![keys::reset(&found.document.token)]);

    fn related(found: &InspectedDocument<'_, Self>, _: &Keyring) -> Vec<String> {
        vec![keys::reset(&found.document.token)]
    }

    /// A reset whose token has not expired has to have that token.
    fn flaws(found: &InspectedDocument<'_, Self>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        let (reset, user_id) = (&found.document, found.key.get("user"));
        let is_over = reset.token_expires_at <= related.now;
        let has_token = is_over || related.leads_to(&keys::reset(&reset.token), user_id);
        let is_not_erased = |user: &User| !user.is_erased();
        let flaw = related.of_user(user_id, is_not_erased);
        Vec::from_iter(flaw.or((!has_token).then_some(Flaw::ResetTokenMissing)))
    }
}

/// `reset/<digest>`.
pub struct ResetToken;

impl Kind for ResetToken {
    type Document = Pointer;
    const KEY: &'static str = "reset/<digest>";
    const MEANING: &'static str = "a password reset token";
    const ERASURE: Erasure = Erasure::WithWhatLeadsToThem;

    fn owner(found: &InspectedDocument<'_, Pointer>) -> Option<String> {
        Some(found.document.user_id.clone())
    }

    fn related(found: &InspectedDocument<'_, Pointer>, _: &Keyring) -> Vec<String> {
        vec![keys::reset_of(&found.document.user_id)]
    }

    /// The user of a token has to have a reset with this token.
    fn flaws(found: &InspectedDocument<'_, Pointer>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        let user_id = &found.document.user_id;
        let reset = related.live::<Reset>(&keys::reset_of(user_id));
        let digest = found.key.get("digest");
        let is_its_own = |_: &User| reset.as_ref().is_some_and(|reset| reset.token == digest);
        Vec::from_iter(related.of_user(user_id, is_its_own))
    }
}
