//! Locking, deleting and changing accounts by super-users, and changes of one's own account.

use crate::{
    model::{
        Account, Model,
        accounts::{DAY, MINUTE},
        rules::Verdict::{self, Changes, IsDone, Refuses},
    },
    operation::By,
};

/// Minutes for which a session counts as recent: the default.
const RECENT: u64 = 15;

/// An invalid password.
pub(crate) const TOO_SHORT: &str = "short";

impl Model {
    /// The user concerned, and the key of the caller's session if that is the caller.
    pub(super) fn whose(&self, by: &By, user_id: Option<&str>) -> (String, Option<String>) {
        let caller = self.caller(by);
        let user_id = user_id.or(caller).unwrap_or_default();
        let key = match by {
            By::Ust(ust) if caller == Some(user_id) => self.usts.get(ust).cloned(),
            _ => None,
        };
        (user_id.to_owned(), key)
    }

    /// The same, with the account, if there is one.
    pub(super) fn subject(
        &self,
        by: &By,
        user_id: Option<&str>,
        now: u64,
    ) -> Result<(String, Option<String>, &Account), &'static str> {
        if user_id.is_none() && matches!(by, By::Operator) {
            return Err("E008003");
        }
        let (user_id, own) = self.whose(by, user_id);
        let account = self.account(&user_id, now).ok_or("E001100")?;
        Ok((user_id, own, account))
    }

    /// Whether a session began a short while ago.
    pub(super) fn is_recent(&self, key: &str, now: u64) -> bool {
        let begun = self.beginnings.get(key);
        begun.is_some_and(|begun| begun + RECENT * MINUTE >= now)
    }

    pub(super) fn lock(&self, by: &By, user_id: &str, is_locked: bool, now: u64) -> Verdict {
        match self.account(user_id, now) {
            None => Refuses("E001100"),
            Some(account) if account.is_erased() => Refuses("E008001"),
            Some(_) if is_locked && self.caller(by) == Some(user_id) => Refuses("E008001"),
            Some(account) if account.is_locked == is_locked => IsDone,
            Some(_) => Changes,
        }
    }

    pub(super) fn locked(&mut self, user_id: &str, is_locked: bool) {
        if let Some(account) = self.accounts.get_mut(user_id) {
            account.is_locked = is_locked;
        }
        if is_locked {
            self.end_sessions(user_id, None);
        }
    }

    pub(super) fn set_password(
        &self,
        by: &By,
        user_id: Option<&str>,
        old: Option<&str>,
        new: &str,
        now: u64,
    ) -> Verdict {
        let (_, own, account) = match self.subject(by, user_id, now) {
            Ok(subject) => subject,
            Err(code) => return Refuses(code),
        };
        if account.is_erased() {
            return Refuses("E008001");
        }
        match own {
            Some(_) if old != Some(&account.password) => Refuses("E005001"),
            Some(_) if new == TOO_SHORT || old == Some(new) => Refuses("E005001"),
            None if new == TOO_SHORT => Refuses("E003002"),
            _ => Changes,
        }
    }

    pub(super) fn password_set(
        &mut self,
        user_id: &str,
        own_session: Option<&str>,
        new: &str,
        must_change: Option<bool>,
        now: u64,
    ) {
        let valid = u64::from(self.configuration.password_expiry) * DAY;
        if let Some(account) = self.accounts.get_mut(user_id) {
            let as_it_was = account.must_change && own_session.is_none();
            account.password = new.to_owned();
            account.password_expiry = now + valid;
            account.must_change = must_change.unwrap_or(as_it_was);
        }
        self.resets.remove(user_id);
        self.end_sessions_of_old_password(user_id, own_session);
    }
}
