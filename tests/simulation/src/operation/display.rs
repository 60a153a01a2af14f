//! Operations as lines of a trace.

use std::fmt;

use vestibule_guest::contract::sessions::Which;

use super::{By, NewAccount, Operation, short};

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
                code,
                new_password,
            } => {
                write!(
                    f,
                    "login of {username} with {password:?}, code {code:?}, new {new_password:?}"
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
            Self::ResetTotp { by, user_id, key } => {
                let whose = short(user_id.as_deref().unwrap_or("itself"));
                write!(f, "{by} sets the TOTP key of {whose} to {key:?}")
            }
            Self::Search { by, criteria } => write!(f, "{by} searches {criteria:?}"),
            Self::Attributes(asked) => write!(f, "{asked}"),
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
        if self.is_totp_enabled || self.totp_key.is_some() {
            write!(f, ", TOTP {} {:?}", self.is_totp_enabled, self.totp_key)?;
        }
        if let Some(locale) = self.locale {
            write!(f, ", {locale}")?;
        }
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
