//! What a client can ask for: the whole API as it is now.

use std::fmt;

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
        new_password: Option<String>,
    },
    Logout {
        ust: String,
    },
    Verify {
        ust: String,
    },
    /// Only over REST, where a super-user asks about somebody's UST.
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
    /// Without a user ID: one's own account, like what follows.
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
    /// Why the input is to be refused, whatever else is the case.
    pub(crate) flaw: Option<&'static str>,
}

/// What an account is to be; none: as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) username: Option<String>,
    /// Inner none: the account has no address any more.
    pub(crate) email: Option<Option<String>>,
    pub(crate) display_name: Option<String>,
    pub(crate) approval: Option<Approval>,
    pub(crate) is_locked: Option<bool>,
    pub(crate) must_change: Option<bool>,
    /// Seconds since 1970.
    pub(crate) password_expiry: Option<u64>,
    /// Why the username is to be refused.
    pub(crate) flaw: Option<&'static str>,
}

impl Changes {
    /// Whether there is something that only super-users change.
    pub(crate) fn is_administrative(&self) -> bool {
        self.approval.is_some()
            || self.is_locked.is_some()
            || self.must_change.is_some()
            || self.password_expiry.is_some()
    }
}

/// By what right.
#[derive(Clone, Debug)]
pub(crate) enum By {
    Operator,
    Ust(String),
}

impl By {
    pub(crate) fn authority(&self) -> Authority {
        match self {
            Self::Operator => Authority::Operator,
            Self::Ust(ust) => Authority::Session(ust.clone()),
        }
    }
}

impl Operation {
    /// Delivering messages leaves no stored audit event: nobody's account changes.
    pub(crate) fn is_delivery(&self) -> bool {
        matches!(
            self,
            Self::Claim { .. } | Self::Done { .. } | Self::Failed { .. }
        )
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignUp(new) => write!(f, "sign-up of {new}"),
            Self::Create(new) => write!(f, "operator creates {new}"),
            Self::Confirm { token } => write!(f, "confirm with {}", short(token)),
            Self::Disown { token } => write!(f, "disown with {}", short(token)),
            Self::Pending { by } => write!(f, "{by} lists who waits"),
            Self::Approve { by, user_id } => write!(f, "{by} approves {}", short(user_id)),
            Self::Reject { by, user_id, .. } => write!(f, "{by} rejects {}", short(user_id)),
            Self::Login {
                username,
                password,
                new_password,
            } => {
                write!(
                    f,
                    "login of {username} with {password:?}, new {new_password:?}"
                )
            }
            Self::Logout { ust } => write!(f, "logout of {}", short(ust)),
            Self::Verify { ust } => write!(f, "verify {}", short(ust)),
            Self::VerifyAs { by, ust } => write!(f, "{by} verifies {}", short(ust)),
            Self::Renew { ust } => write!(f, "renew {}", short(ust)),
            Self::End {
                ust,
                which: Which::One(id),
            } => write!(f, "holder of {} ends session {}", short(ust), short(id)),
            Self::End { ust, which } => write!(f, "holder of {} ends {which:?}", short(ust)),
            Self::Get { by, user_id: None } => write!(f, "{by} looks at itself"),
            Self::Get {
                by,
                user_id: Some(id),
            } => write!(f, "{by} looks at {}", short(id)),
            Self::Lock { by, user_id } => write!(f, "{by} locks {}", short(user_id)),
            Self::Unlock { by, user_id } => write!(f, "{by} unlocks {}", short(user_id)),
            Self::Delete { by, user_id } => write!(f, "{by} deletes {}", short(user_id)),
            Self::ChangePassword {
                by,
                user_id,
                old,
                new,
                must_change,
            } => {
                let whose = short(user_id.as_deref().unwrap_or("itself"));
                write!(
                    f,
                    "{by} sets the password of {whose}, {old:?} to {new:?}, must change: {must_change:?}"
                )
            }
            Self::Update {
                by,
                user_id,
                changes,
            } => {
                let whose = short(user_id.as_deref().unwrap_or("itself"));
                write!(f, "{by} changes {whose}: {changes:?}")
            }
            Self::BeginReset { username } => write!(f, "reset for {username}"),
            Self::ExchangeReset { token } => write!(f, "exchange {}", short(token)),
            Self::CompleteReset {
                token,
                key,
                password,
            } => {
                let (token, key) = (short(token), short(key));
                write!(f, "reset with {token} and {key} to {password:?}")
            }
            Self::Claim { limit, lease } => write!(f, "claim {limit} messages for {lease} s"),
            Self::Done { id, .. } => write!(f, "message {id} is sent"),
            Self::Failed { id, .. } => write!(f, "message {id} could not be sent"),
        }
    }
}

impl fmt::Display for NewAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} <{}>",
            self.username,
            self.email.as_deref().unwrap_or("none")
        )?;
        write!(f, ", {:?}", self.password)?;
        match self.flaw {
            Some(flaw) => write!(f, ", with flaw {flaw}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("operator"),
            Self::Ust(ust) => write!(f, "holder of {}", short(ust)),
        }
    }
}

/// Enough of a random text to tell it from others: its end, for user IDs begin alike.
pub(crate) fn short(text: &str) -> &str {
    let start = text.len().saturating_sub(8);
    text.get(start..).unwrap_or(text)
}
