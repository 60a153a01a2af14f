//! Changes of accounts, tokens and sessions.

use serde_json::Value;
use vestibule_guest::tokens::digest;

use crate::{
    cast,
    model::{
        Account, Approval, Forgotten, Model, Session, Token, Totp, effects::Committed,
        running::Effect,
    },
    operation::NewAccount,
};

pub(super) const MINUTE: u64 = 60 * 1_000_000;
pub(super) const DAY: u64 = 24 * 60 * MINUTE;

impl Model {
    pub(super) fn signed_up(&self, new: &NewAccount, now: u64, remote_addr: &str) -> Account {
        let settings = &self.configuration;
        let canonical_email = |email: &String| cast::canonical(cast::ADDRESSES, email);
        let waits = u64::from(settings.confirm_valid_for) * MINUTE;
        Account {
            username: Some(new.username.clone()),
            canonical: Some(cast::canonical(cast::USERNAMES, &new.username)),
            earlier: Vec::new(),
            email: new
                .email
                .as_ref()
                .map(|email| (email.clone(), canonical_email(email))),
            is_verified: false,
            has_proved: false,
            password: new.password.clone(),
            password_expiry: now + u64::from(settings.password_expiry) * DAY,
            must_change: false,
            totp: Totp::default(),
            is_locked: false,
            display_name: None,
            first_name: None,
            locale: new.locale,
            since: now,
            is_confirmed: !settings.is_confirmation_needed,
            approval: match settings.is_approval_needed {
                true => Approval::Waits,
                false => Approval::Approved,
            },
            is_super_user: false,
            remote_addr: remote_addr.to_owned(),
            expires_at: settings.is_confirmation_needed.then_some(now + waits),
        }
    }

    pub(super) fn open_account(
        &mut self,
        account: Account,
        now: u64,
        committed: &Committed<'_>,
    ) -> String {
        self.end_expired(account.canonical.as_deref(), now);
        let user_id = committed.put("user/").pop().unwrap_or_default().0;
        let valid = u64::from(self.configuration.confirm_valid_for) * MINUTE;
        for (digest, json) in committed.put("signup/") {
            let token = Token {
                user_id: user_id.clone(),
                is_mailed: json.get("delivery") == Some(&Value::from("mailed")),
                is_used: false,
                expires_at: now + valid,
            };
            self.tokens.insert(digest, token);
        }
        self.accounts.insert(user_id.clone(), account);
        user_id
    }

    /// An account that takes an expired username ends the old account.
    pub(super) fn end_expired(&mut self, canonical: Option<&str>, now: u64) {
        let is_over = |old: &Account| old.canonical.as_deref() == canonical && !old.lives(now);
        let ended = self.accounts.extract_if(.., |_, old| is_over(old));
        self.replaced.extend(ended);
    }

    pub(super) fn confirmed(&mut self, token: &str, now: u64) -> String {
        let (user_id, proves) = self.use_up(token);
        let email = self
            .accounts
            .get(&user_id)
            .and_then(|account| account.email.clone());
        let is_free = email.is_some_and(|(_, canonical)| self.owner(&canonical, now).is_none());
        if let Some(account) = self.accounts.get_mut(&user_id) {
            account.is_confirmed = true;
            account.expires_at = None;
            account.has_proved |= proves;
            account.is_verified |= proves && is_free;
        }
        user_id
    }

    pub(super) fn disowned(&mut self, token: &str) -> String {
        let (user_id, _) = self.use_up(token);
        match self.accounts.get_mut(&user_id) {
            Some(account) if !account.is_unfinished() => {
                account.email = None;
                account.is_verified = false;
                account.has_proved = false;
                self.resets.remove(&user_id);
            }
            _ => {
                self.accounts.remove(&user_id);
                self.resets.remove(&user_id);
                self.tokens.retain(|_, token| token.user_id != user_id);
            }
        }
        user_id
    }

    /// The user of a token, and whether the token proves the address.
    fn use_up(&mut self, token: &str) -> (String, bool) {
        let digest = digest(token);
        let proves = self
            .tokens
            .get(&digest)
            .is_some_and(|token| self.proves(token));
        let Some(token) = self.tokens.get_mut(&digest) else {
            return (String::new(), false);
        };
        token.is_used = true;
        (token.user_id.clone(), proves)
    }

    pub(super) fn deleted(&mut self, user_id: &str, traces: &[String]) {
        self.rejected(user_id, None, traces);
        self.accounts.remove(user_id);
    }

    pub(super) fn rejected(&mut self, user_id: &str, reason: Option<&str>, traces: &[String]) {
        self.tokens.retain(|_, token| token.user_id != user_id);
        self.resets.remove(user_id);
        self.end_sessions(user_id, None);
        let Some(account) = self.accounts.get_mut(user_id) else {
            return;
        };
        let mut data = traces.to_vec();
        data.extend(reason.map(ToOwned::to_owned));
        data.extend(account.display_name.take());
        data.extend(account.first_name.take());
        account.locale = None;
        let mut names = std::mem::take(&mut account.earlier);
        names.extend(account.username.take());
        names.extend(account.canonical.take());
        data.extend(names.iter().cloned());
        if let Some((typed, canonical)) = &account.email {
            data.extend([typed.clone(), canonical.clone()]);
        }
        // Of one who was rejected before there is none.
        data.extend(Some(std::mem::take(&mut account.remote_addr)).filter(|text| !text.is_empty()));
        self.forgotten.push(Forgotten {
            user_id: user_id.to_owned(),
            names,
            email: account.email.take().map(|(_, canonical)| canonical),
            data,
        });
        account.approval = Approval::Rejected;
        account.is_verified = false;
        account.is_confirmed = true;
        account.is_super_user = false;
        account.is_locked = false;
        account.must_change = false;
        account.totp = Totp::default();
        account.expires_at = None;
    }

    pub(super) fn logged_in(
        &mut self,
        canonical: &str,
        code: Option<&str>,
        new_password: Option<&str>,
        now: u64,
        committed: &Committed<'_>,
    ) -> Effect {
        let holder = self
            .holder(canonical, now)
            .map(|(user_id, _)| user_id.clone());
        let user_id = holder.unwrap_or_default();
        let account = self.accounts.get(&user_id);
        let step = account.map(|account| self.second_factor(account, code, now));
        if let (Some(Ok(Some(step))), Some(account)) = (step, self.accounts.get_mut(&user_id)) {
            account.totp.last_step = Some(step);
        }
        let expires_at = now + u64::from(self.configuration.session_expiry) * MINUTE;
        let valid = u64::from(self.configuration.password_expiry) * DAY;
        if let (Some(account), Some(new)) = (self.accounts.get_mut(&user_id), new_password)
            && (account.password_expiry <= now || account.must_change)
        {
            account.password = new.to_owned();
            account.password_expiry = now + valid;
            account.must_change = false;
            self.resets.remove(&user_id);
            self.end_sessions_of_old_password(&user_id, None);
        }
        let key = committed.put("session/").pop().unwrap_or_default().0;
        let key = format!("session/{key}");
        let session = Session {
            user_id: user_id.clone(),
            begun: now,
            renewed: now,
            expires_at,
        };
        let until = self.end(&session);
        self.beginnings.insert(key.clone(), now);
        self.sessions.insert(key.clone(), session);
        Effect {
            user_id,
            session: Some(key),
            until,
            ..Effect::default()
        }
    }

    /// Sessions that began with the old password end, unless the settings keep them.
    pub(super) fn end_sessions_of_old_password(&mut self, user_id: &str, kept: Option<&str>) {
        if !self.configuration.keep_on_password_change {
            self.end_sessions(user_id, kept);
        }
    }

    /// Ends a user's sessions, except one.
    pub(super) fn end_sessions(&mut self, user_id: &str, kept: Option<&str>) {
        self.sessions
            .retain(|key, session| session.user_id != user_id || Some(&**key) == kept);
    }
}
