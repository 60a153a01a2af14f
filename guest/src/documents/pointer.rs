//! Documents that only contain the ID of a user.

use serde::{Deserialize, Serialize};

use super::{ApprovalStatus, Erasure, Index, InspectedDocument, Kind, RelatedDocuments, User};
use crate::{contract::maintenance::Flaw, keys, store::Document, timestamp::Timestamp};

/// A document that leads to a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pointer {
    /// The user.
    pub user_id: String,
    /// When the user's unconfirmed sign-up expires.
    pub expires_at: Option<Timestamp>,
}

impl Pointer {
    /// A pointer to this user that expires with the user's document.
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

/// A kind of pointers that follow from the account: they are written together with the account.
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
    Username: "username/<canonical>", "the account that has the username",
    Index {
        is_due: |user| user.canonical_username.is_some(),
        key: |user| user.canonical_username.as_deref().map(keys::username),
        missing: Flaw::UsernameMissing,
    }
}

index! {
    /// `email/<blind>`.
    Email: "email/<blind>", "the account that has proven the e-mail address",
    Index {
        is_due: |user| user.email_verified,
        key: |user| user.email_index.as_deref().map(keys::email),
        missing: Flaw::EmailMissing,
    }
}

index! {
    /// `email-of/<blind>/<user>`.
    EmailOf: "email-of/<blind>/<user>", "an account that has the e-mail address, proven or not",
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
    Pending: "pending/<time>/<user>", "a user who waits for a decision",
    Index {
        is_due: |user| user.approval_status == ApprovalStatus::BeforeDecision,
        key: |user| Some(keys::pending(user.sign_up_time?, &user.user_id)),
        missing: Flaw::PendingMissing,
    }
}

index! {
    /// `super-user/<user>`.
    SuperUser: "super-user/<user>", "a super-user",
    Index {
        is_due: |user| user.is_super_user,
        key: |user| Some(keys::super_user(&user.user_id)),
        missing: Flaw::SuperUserMissing,
    }
}

/// The flaws of a pointer: its user does not agree with it, or expires at another time.
pub(super) fn agrees_with_user(
    pointer: &Pointer,
    related: &RelatedDocuments<'_>,
    agrees: impl Fn(&User) -> bool,
) -> Vec<Flaw> {
    let (user_id, end) = (&pointer.user_id, pointer.expires_at);
    let flaw = related.of_user(user_id, agrees);
    Vec::from_iter(flaw.or_else(|| related.ends_with_user(user_id, end)))
}
