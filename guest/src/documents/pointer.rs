//! Documents that do no more than lead to a user.

use serde::{Deserialize, Serialize};

use super::{ApprovalStatus, Erasure, Index, InspectedDocument, Kind, RelatedDocuments, User};
use crate::{contract::maintenance::Flaw, keys, store::Document, timestamp::Timestamp};

/// A document that leads to a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pointer {
    /// The user.
    pub user_id: String,
    /// Ends with the user's unconfirmed sign-up.
    pub expires_at: Option<Timestamp>,
}

impl Pointer {
    /// To this user, for as long as the user's document lives.
    #[must_use]
    pub fn to(user: &User) -> Self {
        Self {
            user_id: user.user_id.clone(),
            expires_at: user.expires_at,
        }
    }
}

impl Document for Pointer {
    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}

/// A kind of pointers that follow from the account alone: each account is filed under them when it
/// is written.
macro_rules! index {
    ($(#[$doc:meta])* $kind:ident: $key:literal, $meaning:literal, $index:expr) => {
        $(#[$doc])*
        pub struct $kind;

        impl Kind for $kind {
            type Document = Pointer;
            const KEY: &'static str = $key;
            const MEANING: &'static str = $meaning;
            const ERASURE: Erasure = Erasure::WithAccount;
            const INDEX: Option<Index> = Some($index);

            fn owner(found: &InspectedDocument<'_, Pointer>) -> Option<String> {
                Some(found.document.user_id.clone())
            }

            fn flaws(
                found: &InspectedDocument<'_, Pointer>,
                related: &RelatedDocuments<'_>,
            ) -> Vec<Flaw> {
                let is_due = |user: &User| $index.due_at(user).as_deref() == Some(found.key.key);
                agrees_with_user(&found.document, related, is_due)
            }
        }
    };
}

index! {
    /// `username/<canonical>`.
    Username: "username/<canonical>", "whose the username is",
    Index {
        is_due: |user| user.canonical_username.is_some(),
        key: |user| user.canonical_username.as_deref().map(keys::username),
        missing: Flaw::UsernameMissing,
    }
}

index! {
    /// `email/<blind>`.
    Email: "email/<blind>", "whose the proven e-mail address is",
    Index {
        is_due: |user| user.email_verified,
        key: |user| user.email_index.as_deref().map(keys::email),
        missing: Flaw::EmailMissing,
    }
}

index! {
    /// `email-of/<blind>/<user>`.
    EmailOf: "email-of/<blind>/<user>", "that a user gave the address, proven or not",
    Index {
        is_due: |user| user.email_index.is_some(),
        key: |user| {
            let index = user.email_index.as_ref()?;
            Some(keys::email_of(index, &user.user_id))
        },
        missing: Flaw::EmailClaimMissing,
    }
}

index! {
    /// `pending/<time>/<user>`.
    Pending: "pending/<time>/<user>", "that the user waits for a decision",
    Index {
        is_due: |user| user.approval_status == ApprovalStatus::BeforeDecision,
        key: |user| Some(keys::pending(user.sign_up_time?, &user.user_id)),
        missing: Flaw::PendingMissing,
    }
}

index! {
    /// `super-user/<user>`.
    SuperUser: "super-user/<user>", "that the user is a super-user",
    Index {
        is_due: |user| user.is_super_user,
        key: |user| Some(keys::super_user(&user.user_id)),
        missing: Flaw::SuperUserMissing,
    }
}

/// What is wrong with a pointer: its user does not agree with it, or ends at another time.
pub(super) fn agrees_with_user(
    pointer: &Pointer,
    related: &RelatedDocuments<'_>,
    agrees: impl Fn(&User) -> bool,
) -> Vec<Flaw> {
    let (user_id, end) = (&pointer.user_id, pointer.expires_at);
    let flaw = related.of_user(user_id, agrees);
    Vec::from_iter(flaw.or_else(|| related.ends_with_user(user_id, end)))
}
