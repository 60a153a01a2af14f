//! Which users may log in, and which sessions are valid.

use crate::{
    cast,
    model::{
        Account, Approval, Model, Session,
        accounts::MINUTE,
        rules::Verdict::{self, Changes, Refuses},
    },
};

impl Model {
    pub(super) fn login(
        &self,
        username: &str,
        password: &str,
        code: Option<&str>,
        new: Option<&str>,
        now: u64,
    ) -> Verdict {
        let canonical = cast::canonical(cast::USERNAMES, username);
        let Some((_, account)) = self.holder(&canonical, now) else {
            return Refuses("E005001");
        };
        if account.password != password {
            return Refuses("E005001");
        }
        if let Err(code) = self.second_factor(account, code, now) {
            return Refuses(code);
        }
        if let Some(code) = account.lacks_standing() {
            return Refuses(code);
        }
        if account.password_expiry <= now {
            return match new {
                None => Refuses("E005001"),
                Some(new) if new == password => Refuses("E003001"),
                Some(_) => Changes,
            };
        }
        match new {
            _ if !account.must_change => Changes,
            None => Refuses("E003007"),
            Some(new) if new == password => Refuses("E003001"),
            Some(_) => Changes,
        }
    }

    /// The session of a UST, in any state of its user.
    pub(crate) fn session(&self, ust: &str, now: u64) -> Option<&Session> {
        let session = self.sessions.get(self.usts.get(ust)?)?;
        (session.expires_at > now).then_some(session)
    }

    /// When a session ends, by its limits.
    pub(crate) fn end(&self, session: &Session) -> u64 {
        let limits = [
            (session.begun, self.configuration.session_max_age),
            (session.renewed, self.configuration.session_idle_time),
        ];
        let limits = limits.into_iter().filter(|(_, minutes)| *minutes > 0);
        let ends = limits.map(|(since, minutes)| since + u64::from(minutes) * MINUTE);
        ends.fold(session.expires_at, u64::min)
    }

    /// A session of an approved user.
    pub(crate) fn open(&self, ust: &str, now: u64) -> Option<(&Session, &Account)> {
        let session = self.session(ust, now)?;
        if self.end(session) <= now {
            return None;
        }
        let account = self.account(&session.user_id, now)?;
        (account.approval == Approval::Approved).then_some((session, account))
    }

    /// A session whose user would not be refused now.
    pub(crate) fn usable(&self, ust: &str, now: u64) -> Option<&Session> {
        let (session, account) = self.open(ust, now)?;
        (account.is_confirmed && !account.is_locked && account.password_expiry > now)
            .then_some(session)
    }
}
