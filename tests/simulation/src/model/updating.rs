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
        if user_id.is_none() && matches!(by, By::Operator) {
            return Refuses("E008003");
        }
        let (user_id, own) = self.whose(by, user_id);
        let Some(account) = self.account(&user_id, now) else {
            return Refuses("E001100");
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
        let email = email.filter(|new| own.is_none() || *new != old_email);
        let switches_off = changes.is_totp_enabled == Some(false) && account.totp.is_enabled;
        if username.is_none() && email.is_none() && !switches_off {
            return Changes;
        }
        let is_recent = |key: &String| self.is_recent(key, now);
        if !own.as_ref().is_none_or(is_recent) {
            return Refuses("E005001");
        }
        if let (Some(_), Some(flaw)) = (username, changes.flaw) {
            return Refuses(flaw);
        }
        let is_others = |holder: &String| *holder != user_id;
        let canonical = username.map(|new| cast::canonical(cast::USERNAMES, new));
        let holder = canonical.and_then(|canonical| Some(self.holder(&canonical, now)?.0));
        if holder.is_some_and(is_others) {
            return Refuses("E001002");
        }
        let canonical = email
            .flatten()
            .map(|new| cast::canonical(cast::ADDRESSES, new));
        let owner = canonical.and_then(|canonical| self.owner(&canonical, now));
        let is_told = own.is_none() || self.configuration.inform_if_email_exists;
        if owner.is_some_and(is_others) && is_told {
            return Refuses("E002002");
        }
        Changes
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
            self.email_set(user_id, own.is_some(), email.as_ref(), now, committed);
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

    /// An address of one's own proves nothing yet; one that a super-user sets for somebody does.
    /// What was mailed to another address is void.
    fn email_set(
        &mut self,
        user_id: &str,
        is_own: bool,
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
        if !(is_own && is_same) {
            let is_vouched_for = !is_own && email.is_some();
            account.is_verified = is_vouched_for;
            account.has_proved = is_vouched_for;
        }
        // To set what is the same, or nothing in the place of nothing, is no change.
        if is_same || (is_own && email.is_none() && old.is_none()) {
            return;
        }
        let is_confirmed = account.is_confirmed;
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
                expires_at: now + valid,
            };
            self.tokens.insert(digest, token);
        }
    }
}
