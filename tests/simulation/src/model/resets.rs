//! Forgotten passwords.

use serde_json::Value;
use vestibule_guest::tokens::digest;

use crate::{
    cast,
    inspection::text,
    model::{
        Account, Model, Reset,
        accounts::{DAY, MINUTE},
        administration::TOO_SHORT,
        effects::Committed,
        rules::Verdict::{self, Changes, Refuses},
    },
};

/// Maximum number of mails to one account in an hour.
const MAILS: u32 = 5;
const HOUR: u64 = 60 * MINUTE;
/// Lifetime of a reset key: the default.
const KEY_VALID_FOR: u64 = 30 * MINUTE;

impl Model {
    /// The account that can be sent a token, and its address.
    pub(super) fn resettable(&self, username: &str, now: u64) -> Option<(String, String)> {
        let canonical = cast::canonical(cast::USERNAMES, username);
        let (user_id, account) = self.holder(&canonical, now)?;
        let (_, email) = account.email.as_ref().filter(|_| account.is_verified)?;
        let is_served = self.mails(user_id, now).0 < MAILS && account.lacks_standing().is_none();
        is_served.then(|| (user_id.clone(), email.clone()))
    }

    /// The same, for an account that did not exist yet when the username was looked up.
    pub(super) fn reset_for(
        &self,
        username: &str,
        now: u64,
        committed: &Committed<'_>,
    ) -> Option<(String, String)> {
        let (user_id, email) = self.resettable(username, now)?;
        let mut written = committed.put("reset-of/").into_iter();
        let is_served = !committed.has_lost_sight || written.any(|(id, _)| id == user_id);
        is_served.then_some((user_id, email))
    }

    fn mails(&self, user_id: &str, now: u64) -> (u32, u64) {
        match self.resets.get(user_id) {
            Some(reset) if reset.counted_since + HOUR > now && reset.expires_at > now => {
                (reset.mails, reset.counted_since)
            }
            _ => (0, now),
        }
    }

    pub(super) fn reset_begun(&mut self, username: &str, now: u64, committed: &Committed<'_>) {
        let Some((user_id, _)) = self.reset_for(username, now, committed) else {
            return;
        };
        let (mails, counted_since) = self.mails(&user_id, now);
        let token_expires_at = now + u64::from(self.configuration.reset_valid_for) * MINUTE;
        let written = committed.put("reset-of/").pop().unwrap_or_default().1;
        let reset = Reset {
            token: text(&written, "token").unwrap_or_default().to_owned(),
            token_expires_at,
            is_token_swept: false,
            key: None,
            mails: mails + 1,
            counted_since,
            expires_at: token_expires_at.max(counted_since + HOUR),
        };
        self.resets.insert(user_id, reset);
    }

    /// The reset of a token, if it is not void.
    fn reset(&self, token: &str, now: u64) -> Option<(&String, &Reset, &Account)> {
        let token = digest(token);
        let mut resets = self.resets.iter();
        let (user_id, reset) = resets.find(|(_, reset)| reset.token == token)?;
        let account = self.account(user_id, now)?;
        let leads_on = reset.token_expires_at > now && !reset.is_token_swept;
        leads_on.then_some((user_id, reset, account))
    }

    pub(super) fn exchange(&self, token: &str, now: u64) -> Verdict {
        match self.reset(token, now) {
            Some((_, reset, account)) if reset.key.is_none() => {
                account.lacks_standing().map_or(Changes, Refuses)
            }
            _ => Refuses("E010001"),
        }
    }

    /// The digest of the key.
    pub(super) fn reset_exchanged(
        &mut self,
        token: &str,
        now: u64,
        committed: &Committed<'_>,
    ) -> Option<String> {
        let written = committed.put("reset-of/").pop().unwrap_or_default().1;
        let key = written.get("key").unwrap_or(&Value::Null);
        let key = text(key, "digest")?.to_owned();
        let token = digest(token);
        let mut resets = self.resets.values_mut();
        let reset = resets.find(|reset| reset.token == token)?;
        reset.key = Some((key.clone(), now + KEY_VALID_FOR));
        Some(key)
    }

    pub(super) fn complete(&self, token: &str, key: &str, new: &str, now: u64) -> Verdict {
        let Some((_, reset, account)) = self.reset(token, now) else {
            return Refuses("E010001");
        };
        let key = digest(key);
        let is_right = |(known, end): &(String, u64)| *known == key && *end > now;
        if !reset.key.as_ref().is_some_and(is_right) {
            return Refuses("E010001");
        }
        match account.lacks_standing() {
            Some(code) => Refuses(code),
            None if new == TOO_SHORT => Refuses("E003002"),
            None => Changes,
        }
    }

    pub(super) fn reset_completed(&mut self, token: &str, new: &str, now: u64) {
        let Some(user_id) = self.reset(token, now).map(|(user_id, ..)| user_id.clone()) else {
            return;
        };
        let valid = u64::from(self.configuration.password_expiry) * DAY;
        if let Some(account) = self.accounts.get_mut(&user_id) {
            account.password = new.to_owned();
            account.password_expiry = now + valid;
            account.must_change = false;
        }
        self.resets.remove(&user_id);
        self.end_sessions_of_old_password(&user_id, None);
    }
}
