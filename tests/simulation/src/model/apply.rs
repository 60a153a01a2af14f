//! The changes that each operation makes.

use vestibule_guest::contract::sessions::Which;

use crate::{
    cast,
    model::{
        Account, Approval, Model, Totp, Violation, accounts::MINUTE, effects::Committed,
        running::Effect,
    },
    operation::Operation,
};

impl Model {
    pub(super) fn apply(
        &mut self,
        operation: &Operation,
        now: u64,
        remote_addr: &str,
        committed: &Committed<'_>,
    ) -> Result<Effect, Violation> {
        let mut effect = Effect::default();
        match operation {
            Operation::SignUp(new) => {
                let account = self.signed_up(new, now, remote_addr);
                effect.user_id = self.open_account(account, now, committed);
            }
            Operation::Create(new) => {
                let account = Account {
                    is_verified: new.email.is_some(),
                    has_proved: new.email.is_some(),
                    is_confirmed: true,
                    approval: Approval::Approved,
                    is_super_user: new.is_super_user,
                    totp: Totp::of_new(new.totp_key, new.is_totp_enabled),
                    expires_at: None,
                    ..self.signed_up(new, now, remote_addr)
                };
                effect.user_id = self.open_account(account, now, committed);
            }
            Operation::Confirm { token } => effect.user_id = self.confirmed(token, now),
            Operation::Disown { token } => effect.user_id = self.disowned(token),
            Operation::Approve { user_id, .. } => {
                if let Some(account) = self.accounts.get_mut(user_id) {
                    account.approval = Approval::Approved;
                }
                effect.user_id.clone_from(user_id);
            }
            Operation::Reject {
                user_id, reason, ..
            } => {
                effect.user_id.clone_from(user_id);
                self.rejected(user_id, reason.as_deref(), &committed.traces);
            }
            Operation::Login {
                username,
                code,
                new_password,
                ..
            } => {
                let canonical = cast::canonical(cast::USERNAMES, username);
                let new = new_password.as_deref();
                effect = self.logged_in(&canonical, code.as_deref(), new, now, committed);
            }
            Operation::Logout { ust } => {
                if let Some(key) = self.usts.get(ust) {
                    self.sessions.remove(key);
                }
            }
            Operation::Renew { ust } => {
                let expires_at = now + u64::from(self.configuration.session_expiry) * MINUTE;
                let key = self.usts.get(ust).cloned().unwrap_or_default();
                if let Some(session) = self.sessions.get_mut(&key) {
                    session.renewed = now;
                    session.expires_at = expires_at;
                }
                self.attributes_live_on(&key, now);
                let session = self.sessions.get(&key);
                effect.until = session.map_or(0, |session| self.end(session));
            }
            Operation::End { ust, which } => self.ended(ust, which),
            Operation::Lock { user_id, .. } => self.locked(user_id, true),
            Operation::Unlock { user_id, .. } => self.locked(user_id, false),
            Operation::Delete { user_id, .. } => self.deleted(user_id, &committed.traces),
            Operation::ChangePassword {
                by,
                user_id,
                new,
                must_change,
                ..
            } => {
                let (user_id, kept) = self.whose(by, user_id.as_deref());
                self.password_set(&user_id, kept.as_deref(), new, *must_change, now);
            }
            Operation::Update {
                by,
                user_id,
                changes,
            } => {
                let (user_id, own) = self.whose(by, user_id.as_deref());
                self.updated(&user_id, own.as_deref(), changes, now, committed);
            }
            Operation::ResetTotp { by, user_id, key } => {
                let (user_id, own) = self.whose(by, user_id.as_deref());
                self.totp_reset(&user_id, own.as_deref(), *key);
            }
            Operation::Attributes(asked) => self.attributes_changed(asked, now),
            Operation::BeginReset { username } => self.reset_begun(username, now, committed),
            Operation::ExchangeReset { token } => {
                effect.key = self.reset_exchanged(token, now, committed);
            }
            Operation::CompleteReset {
                token, password, ..
            } => self.reset_completed(token, password, now),
            Operation::Claim { limit, .. } => {
                effect.letters = self.claimed(*limit, now, committed)?;
            }
            Operation::Done { id, .. } => {
                let key = format!("outbox/{id}");
                self.letters.retain(|_, letter| letter.key != key);
            }
            Operation::Pending { .. }
            | Operation::Verify { .. }
            | Operation::Failed { .. }
            | Operation::VerifyAs { .. }
            | Operation::Search { .. }
            | Operation::Get { .. } => {}
        }
        Ok(effect)
    }

    /// Ends a user's own sessions.
    fn ended(&mut self, ust: &str, which: &Which) {
        let current = self.usts.get(ust).cloned().unwrap_or_default();
        let Some((own, _)) = current.rsplit_once('/') else {
            return;
        };
        self.sessions.retain(|key, _| {
            let is_own = key.rsplit_once('/').filter(|(user, _)| *user == own);
            match (is_own, which) {
                (None, _) => true,
                (Some((_, digest)), Which::One(id)) => digest != id,
                (Some(_), Which::All) => false,
                (Some(_), Which::AllButCurrent) => *key == current,
            }
        });
    }
}
