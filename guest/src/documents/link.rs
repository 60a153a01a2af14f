//! Links of accounts to credentials, in both directions.

use serde::{Deserialize, Serialize};

use super::{
    Erasure, InspectedDocument, Kind, LeadsTo, Pointer, RelatedDocuments, User,
    pointer::agrees_with_user,
};
use crate::{
    contract::maintenance::Flaw,
    keyring::Keyring,
    keys::{self, Parts},
    store::Document,
    timestamp::Timestamp,
};

/// `link/<user>/<type>/<username>`: the link of a user to a credential of the settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Link {
    /// When it was created.
    pub creation_time: Timestamp,
    /// Whether the credential opens sessions.
    pub is_active: bool,
    /// Random, and new for each session. The session's secret is derived from it and from data that
    /// is not stored here.
    pub seed: String,
}

impl Document for Link {}

impl Kind for Link {
    type Document = Self;
    const KEY: &'static str = "link/<user>/<type>/<username>";
    const MEANING: &'static str = "the link of a user to a credential of the settings";
    const ERASURE: Erasure = Erasure::UnderUser;
    const LEADS_TO: Option<LeadsTo<Self>> = Some(|found| vec![linked_to(&found.key)]);

    fn related(found: &InspectedDocument<'_, Self>, _: &Keyring) -> Vec<String> {
        vec![linked_to(&found.key)]
    }

    fn flaws(found: &InspectedDocument<'_, Self>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        let user_id = found.key.get("user");
        let is_not_erased = |user: &User| !user.is_erased();
        let mut flaws = Vec::from_iter(related.of_user(user_id, is_not_erased));
        if !related.leads_to(&linked_to(&found.key), user_id) {
            flaws.push(Flaw::CredentialMissing);
        }
        flaws
    }
}

fn linked_to(key: &Parts<'_>) -> String {
    keys::linked_to(key.get("type"), key.get("username"))
}

/// `linked-to/<type>/<username>`.
pub struct LinkedTo;

impl Kind for LinkedTo {
    type Document = Pointer;
    const KEY: &'static str = "linked-to/<type>/<username>";
    const MEANING: &'static str = "the user to whom a credential is linked";
    const ERASURE: Erasure = Erasure::WithWhatLeadsToThem;

    fn owner(found: &InspectedDocument<'_, Pointer>) -> Option<String> {
        Some(found.document.user_id.clone())
    }

    fn related(found: &InspectedDocument<'_, Pointer>, _: &Keyring) -> Vec<String> {
        vec![link(found)]
    }

    fn flaws(found: &InspectedDocument<'_, Pointer>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        let has_link = |_: &User| related.live::<Link>(&link(found)).is_some();
        agrees_with_user(&found.document, related, has_link)
    }
}

fn link(found: &InspectedDocument<'_, Pointer>) -> String {
    let (auth_type, auth_username) = (found.key.get("type"), found.key.get("username"));
    keys::link(&found.document.user_id, auth_type, auth_username)
}
