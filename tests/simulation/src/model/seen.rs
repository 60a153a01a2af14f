//! The view of an account.

use std::fmt;

use crate::model::Model;

/// In one line.
pub(crate) struct Seen<'a> {
    pub(crate) user_id: &'a str,
    pub(crate) username: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
    pub(crate) is_verified: bool,
    /// This and the following members: only for super-users.
    pub(crate) is_confirmed: Option<bool>,
    pub(crate) approval: Option<&'static str>,
}

impl fmt::Display for Seen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let username = self.username.unwrap_or("-");
        let email = self.email.unwrap_or("-");
        write!(
            f,
            "{} {username} {email} {}",
            self.user_id, self.is_verified
        )?;
        write!(f, " {:?} {:?}", self.is_confirmed, self.approval)
    }
}

impl Model {
    /// The view of an account, for super-users or for others. Empty if there is no account.
    pub(super) fn seen<'a>(&'a self, user_id: &'a str, is_by_super_user: bool) -> Seen<'a> {
        let account = self.accounts.get(user_id);
        let email = account.and_then(|account| account.email.as_ref());
        let shown = account.filter(|_| is_by_super_user);
        Seen {
            user_id,
            username: account.and_then(|account| account.username.as_deref()),
            email: email.map(|(typed, _)| typed.as_str()),
            is_verified: account.is_some_and(|account| account.is_verified),
            is_confirmed: shown.map(|account| account.is_confirmed),
            approval: shown.map(|account| account.approval.name()),
        }
    }
}
