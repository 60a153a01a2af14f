//! The data that a search compares.

use serde::{Deserialize, Serialize};

use super::{
    ApprovalStatus, Erasure, Index, InspectedDocument, Kind, RelatedDocuments, SignUpStatus, User,
};
use crate::{
    canonical::folded, contract::maintenance::Flaw, keys, store::Document, timestamp::Timestamp,
};

/// The form in which names are compared: case-folded and trimmed.
#[must_use]
pub fn searchable(name: &str) -> String {
    folded(name).trim().to_owned()
}

/// `user-by-name/<sort key>/<user>`: the data that a search compares, in the compared form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchDocument {
    /// The user.
    pub user_id: String,
    /// Canonical.
    pub username: Option<String>,
    /// The blind index of the address.
    pub email: Option<String>,
    /// Case-folded, as all names.
    pub display_name: Option<String>,
    /// Case-folded.
    pub first_name: Option<String>,
    /// Case-folded.
    pub middle_name: Option<String>,
    /// Case-folded.
    pub last_name: Option<String>,
    /// That of the account.
    pub sign_up_status: SignUpStatus,
    /// That of the account.
    pub approval_status: ApprovalStatus,
    /// When the user's unconfirmed sign-up expires.
    pub expires_at: Option<Timestamp>,
}

impl SearchDocument {
    /// The search document of an account.
    #[must_use]
    pub fn of(user: &User) -> Self {
        let name = |name: &Option<String>| name.as_deref().map(searchable);
        Self {
            user_id: user.user_id.clone(),
            username: user.canonical_username.clone(),
            email: user.email_index.clone(),
            display_name: name(&user.display_name),
            first_name: name(&user.first_name),
            middle_name: name(&user.middle_name),
            last_name: name(&user.last_name),
            sign_up_status: user.sign_up_status,
            approval_status: user.approval_status,
            expires_at: user.expires_at,
        }
    }

    /// Whether searches find the account by other criteria than its ID.
    #[must_use]
    pub fn is_due(user: &User) -> bool {
        user.canonical_username.is_some()
    }

    /// Its key, which gives the account its place in the order of all accounts.
    #[must_use]
    pub fn key_of(user: &User) -> String {
        let display_name = user.display_name.as_deref().map(searchable);
        keys::user_by_name(
            &display_name.unwrap_or_default(),
            user.canonical_username.as_deref().unwrap_or_default(),
            user.sign_up_time,
            &user.user_id,
        )
    }
}

impl Document for SearchDocument {
    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}

impl Kind for SearchDocument {
    type Document = Self;
    const KEY: &'static str = "user-by-name/<sort key>/<user>";
    const MEANING: &'static str = "the data that a search for users compares";
    const ERASURE: Erasure = Erasure::WithAccount;
    const INDEX: Option<Index> = Some(Index {
        is_due: Self::is_due,
        key: |user| Some(Self::key_of(user)),
        missing: Flaw::SearchMissing,
    });

    fn owner(found: &InspectedDocument<'_, Self>) -> Option<String> {
        Some(found.document.user_id.clone())
    }

    /// Its key and its content have to agree with the user's document.
    fn flaws(found: &InspectedDocument<'_, Self>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        let (document, end) = (&found.document, found.document.expires_at);
        let agrees = |user: &User| {
            let right = Self {
                expires_at: end,
                ..Self::of(user)
            };
            Self::is_due(user) && Self::key_of(user) == found.key.key && right == *document
        };
        let flaw = related.of_user(&document.user_id, agrees);
        Vec::from_iter(flaw.or_else(|| related.ends_with_user(&document.user_id, end)))
    }
}
