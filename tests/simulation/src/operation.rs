//! The operations of clients: the whole API.

pub(crate) mod attributes;
mod display;
pub(crate) mod search;

use attributes::OnAttributes;
use search::Criteria;

use vestibule_guest::contract::{sessions::Which, types::Authority};

use crate::model::Approval;

#[derive(Clone, Debug)]
pub(crate) enum Operation {
    SignUp(NewAccount),
    Create(NewAccount),
    Confirm {
        token: String,
    },
    Disown {
        token: String,
    },
    Pending {
        by: By,
    },
    Approve {
        by: By,
        user_id: String,
    },
    Reject {
        by: By,
        user_id: String,
        reason: Option<String>,
    },
    Login {
        username: String,
        password: String,
        code: Option<String>,
        new_password: Option<String>,
    },
    Logout {
        ust: String,
    },
    Verify {
        ust: String,
    },
    /// Only over REST, where a super-user checks another user's UST.
    VerifyAs {
        by: By,
        ust: String,
    },
    Renew {
        ust: String,
    },
    /// One's own sessions.
    End {
        ust: String,
        which: Which,
    },
    /// Without a user ID: one's own account.
    Get {
        by: By,
        user_id: Option<String>,
    },
    Lock {
        by: By,
        user_id: String,
    },
    Unlock {
        by: By,
        user_id: String,
    },
    Delete {
        by: By,
        user_id: String,
    },
    /// This and the following ones: without a user ID, one's own account.
    ChangePassword {
        by: By,
        user_id: Option<String>,
        old: Option<String>,
        new: String,
        must_change: Option<bool>,
    },
    Update {
        by: By,
        user_id: Option<String>,
        changes: Changes,
    },
    Attributes(OnAttributes),
    ResetTotp {
        by: By,
        user_id: Option<String>,
        key: Option<&'static str>,
    },
    Search {
        by: By,
        criteria: Criteria,
    },
    BeginReset {
        username: String,
    },
    ExchangeReset {
        token: String,
    },
    CompleteReset {
        token: String,
        key: String,
        password: String,
    },
    Claim {
        limit: u32,
        lease: u32,
    },
    Done {
        id: String,
        claim: String,
    },
    Failed {
        id: String,
        claim: String,
    },
}

/// Input of a sign-up, and of the operator's `users.create`.
#[derive(Clone, Debug)]
pub(crate) struct NewAccount {
    pub(crate) username: String,
    pub(crate) email: Option<String>,
    pub(crate) password: String,
    pub(crate) app: String,
    pub(crate) is_super_user: bool,
    pub(crate) totp_key: Option<&'static str>,
    pub(crate) is_totp_enabled: bool,
    pub(crate) locale: Option<&'static str>,
    /// The reason why the input is refused, in every state of the data.
    pub(crate) flaw: Option<&'static str>,
}

/// The changes of an account; `None`: unchanged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) username: Option<String>,
    /// Inner none: the account has no address any more.
    pub(crate) email: Option<Option<String>>,
    pub(crate) display_name: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) locale: Option<&'static str>,
    pub(crate) is_totp_enabled: Option<bool>,
    pub(crate) approval: Option<Approval>,
    pub(crate) is_confirmed: Option<bool>,
    pub(crate) is_locked: Option<bool>,
    pub(crate) must_change: Option<bool>,
    /// Seconds since 1970.
    pub(crate) password_expiry: Option<u64>,
    /// The reason why the username is refused.
    pub(crate) flaw: Option<&'static str>,
}

impl Changes {
    /// Whether it has a change that only super-users may make.
    pub(crate) fn is_administrative(&self) -> bool {
        self.approval.is_some()
            || self.is_confirmed.is_some()
            || self.is_locked.is_some()
            || self.must_change.is_some()
            || self.password_expiry.is_some()
    }
}

/// The authority.
#[derive(Clone, Debug)]
pub(crate) enum By {
    Operator,
    Ust(String),
}

impl By {
    pub(crate) fn authority(&self) -> Authority {
        match self {
            Self::Operator => Authority::Operator("simulation".to_owned()),
            Self::Ust(ust) => Authority::Session(ust.clone()),
        }
    }
}

impl Operation {
    /// Delivering messages stores no audit event: no account changes.
    pub(crate) fn is_delivery(&self) -> bool {
        matches!(
            self,
            Self::Claim { .. } | Self::Done { .. } | Self::Failed { .. }
        )
    }
}

/// A part of a random text that distinguishes it: its end, because user IDs have the same beginning.
pub(crate) fn short(text: &str) -> &str {
    let start = text.len().saturating_sub(8);
    text.get(start..).unwrap_or(text)
}
