//! Changing an account: what its owner may change, and what only super-users may.

use serde_json::Value;

use crate::{
    cast,
    model::{
        Approval, Model, Token,
        accounts::MINUTE,
        effects::Committed,
        rules::Verdict::{self, Changes, Refuses},
    },
    operation::{self, By},
};

impl Model {
    pub(super) fn update(
        &self,
        by: &By,
        user_id: Option<&str>,
        changes: &operation::Changes,
        now: u64,
    ) -> Verdict {
        let (user_id, own, account) = match self.subject(by, user_id, now) {
            Ok(subject) => subject,
            Err(code) => return Refuses(code),
        };
        if account.is_erased() {
            return Refuses("E008001");
        }
        let shuts_out = changes.is_locked == Some(true)
            || changes.is_confirmed == Some(false)
            || changes.approval.is_some_and(|to| to != Approval::Approved);
        if own.is_some() && shuts_out {
            return Refuses("E008001");
        }
        let old_email = account.email.as_ref().map(|(typed, _)| typed);
        let username = changes.username.as_ref();
        let username = username.filter(|new| account.username.as_ref() != Some(new));
        let email = changes.email.as_ref().map(Option::as_ref);
        let email = email.filter(|new| *new != old_email);
        let wanted = changes.is_totp_enabled;
        let switches_totp = wanted.is_some_and(|wanted| wanted != account.totp.is_enabled);
        if username.is_none() && email.is_none() && !switches_totp {
            return Changes;
        }
        let is_recent = |key: &String| self.is_recent(key, now);
        if !own.as_ref().is_none_or(is_recent) {
            return Refuses("E005001");
        }
        if let (Some(_), Some(flaw)) = (username, changes.flaw) {
            return Refuses(flaw);
        }
        match self.taken(by, &user_id, changes, now).first() {
            Some(code) => Refuses(code),
            None => Changes,
        }
    }

    /// The code of an update whose username or address belongs to another account. The owners of names are
    /// read after the account, which may have been deleted since.
    pub(super) fn taken(
        &self,
        by: &By,
        user_id: &str,
        changes: &operation::Changes,
        now: u64,
    ) -> Vec<&'static str> {
        let account = self.accounts.get(user_id);
        let old_email = account.and_then(|account| Some(&account.email.as_ref()?.0));
        let is_others = |holder: &String| holder != user_id;
        let username = changes.username.as_ref();
        let canonical = username.map(|new| cast::canonical(cast::USERNAMES, new));
        let holder = canonical.and_then(|canonical| Some(self.holder(&canonical, now)?.0));
        let email = changes.email.as_ref().and_then(Option::as_ref);
        let email = email.filter(|new| Some(*new) != old_email);
        let canonical = email.map(|new| cast::canonical(cast::ADDRESSES, new));
        let owner = canonical.and_then(|canonical| self.owner(&canonical, now));
        let is_told = self.caller(by) != Some(user_id) || self.configuration.inform_if_email_exists;
        let username = holder.filter(|holder| is_others(holder)).map(|_| "E001002");
        let email = owner.filter(|owner| is_told && is_others(owner));
        Vec::from_iter(username.into_iter().chain(email.map(|_| "E002002")))
    }

    pub(super) fn updated(
        &mut self,
        user_id: &str,
        own: Option<&str>,
        changes: &operation::Changes,
        now: u64,
        committed: &Committed<'_>,
    ) {
        if let Some(username) = &changes.username {
            let canonical = cast::canonical(cast::USERNAMES, username);
            self.end_expired(Some(&canonical), now);
            if let Some(account) = self.accounts.get_mut(user_id) {
                let before = [
                    account.username.replace(username.clone()),
                    account.canonical.replace(canonical),
                ];
                account.earlier.extend(before.into_iter().flatten());
            }
        }
        if let Some(email) = &changes.email {
            self.email_set(user_id, email.as_ref(), now, committed);
        }
        self.totp_switched(user_id, own, changes);
        let Some(account) = self.accounts.get_mut(user_id) else {
            return;
        };
        if let Some(name) = &changes.display_name {
            account.display_name = Some(name.clone());
        }
        if let Some(name) = &changes.first_name {
            account.first_name = Some(name.clone());
        }
        account.locale = changes.locale.or(account.locale);
        if let Some(is_locked) = changes.is_locked {
            let is_new = is_locked && !account.is_locked;
            account.is_locked = is_locked;
            if is_new {
                self.end_sessions(user_id, None);
            }
        }
        let Some(account) = self.accounts.get_mut(user_id) else {
            return;
        };
        account.must_change = changes.must_change.unwrap_or(account.must_change);
        if let Some(seconds) = changes.password_expiry {
            account.password_expiry = seconds * 1_000_000;
        }
        if let Some(is_confirmed) = changes.is_confirmed {
            account.is_confirmed = is_confirmed;
            account.expires_at = account.expires_at.filter(|_| !is_confirmed);
        }
        account.approval = changes.approval.unwrap_or(account.approval);
        let shuts_out = !account.is_confirmed || account.approval != Approval::Approved;
        if shuts_out {
            self.end_sessions(user_id, None);
        }
    }

    /// A new address is not proven. Tokens that were mailed to another address are void.
    fn email_set(
        &mut self,
        user_id: &str,
        email: Option<&String>,
        now: u64,
        committed: &Committed<'_>,
    ) {
        let Some(account) = self.accounts.get_mut(user_id) else {
            return;
        };
        let canonical = |typed: &String| cast::canonical(cast::ADDRESSES, typed);
        let old = account.email.take().map(|(_, canonical)| canonical);
        account.email = email.map(|typed| (typed.clone(), canonical(typed)));
        let is_same = email.map(canonical) == old && old.is_some();
        // Setting the same value, or removing an absent one, is not a change.
        if is_same || (email.is_none() && old.is_none()) {
            return;
        }
        account.is_verified = false;
        account.has_proved = false;
        let is_confirmed = account.is_confirmed;
        let end = account.expires_at.unwrap_or(u64::MAX);
        self.resets.remove(user_id);
        self.tokens.retain(|_, token| {
            let finishes = !is_confirmed && !token.is_mailed && token.expires_at > now;
            token.user_id != user_id || finishes
        });
        let valid = u64::from(self.configuration.confirm_valid_for) * MINUTE;
        for (digest, json) in committed.put("signup/") {
            let token = Token {
                user_id: user_id.to_owned(),
                is_mailed: json.get("delivery") == Some(&Value::from("mailed")),
                is_used: false,
                expires_at: end.min(now + valid),
            };
            self.tokens.insert(digest, token);
        }
    }
}
