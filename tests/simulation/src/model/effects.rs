//! What an operation changes, at the moment of its commit.
//!
//! From the commit itself only what is random is learnt: the names of new things. Everything else
//! follows from the operation and the model.

use serde_json::Value;
use vestibule_guest::contract::{sessions::Which, storage::Write};

use crate::{
    cast,
    model::{
        Account, Approval, Invariant, Model, Totp, Violation, accounts::MINUTE, rules::Verdict,
        running::Effect,
    },
    operation::Operation,
};

/// A commit that happened.
pub(crate) struct Committed<'a> {
    pub(crate) writes: &'a [Write],
    /// What the store knew of a person who is being rejected, beyond what they gave.
    pub(crate) traces: Vec<String>,
    /// The username that it goes by changed hands on the way.
    pub(crate) has_lost_sight: bool,
}

impl Committed<'_> {
    /// The documents written below a prefix: what follows it in their keys, and their JSON.
    pub(crate) fn put(&self, prefix: &str) -> Vec<(String, Value)> {
        let documents = self.writes.iter().filter_map(|write| match write {
            Write::Put(document) => Some((document.key.strip_prefix(prefix)?, &document.value)),
            _ => None,
        });
        documents
            .map(|(rest, value)| {
                (
                    rest.to_owned(),
                    serde_json::from_str(value).unwrap_or_default(),
                )
            })
            .collect()
    }
}

impl Model {
    /// An operation's commit happened: it takes place, if the rules permit.
    pub(crate) fn take_place(
        &mut self,
        id: u64,
        committed: &Committed<'_>,
    ) -> Result<(), Violation> {
        let Some(running) = self.running.get(&id) else {
            return Ok(());
        };
        let (operation, now) = (running.operation.clone(), running.now);
        let remote_addr = running.remote_addr.clone();
        let fails =
            |invariant, what: &str| Err(Violation::new(invariant, format!("{operation}: {what}")));
        if running.effect.is_some() {
            return fails(Invariant::AnswersFollowRules, "took place twice");
        }
        if running
            .moments
            .iter()
            .all(|moment| moment.unauthorised.is_some())
        {
            return fails(
                Invariant::NobodyActsWhoMayNot,
                "took place without authority",
            );
        }
        if !self.is_still_entitled(&operation, now) {
            let what = "took place though whoever asked for it may not any more";
            return fails(Invariant::NobodyActsWhoMayNot, what);
        }
        let verdict = self.verdict(&operation, now);
        if verdict != Verdict::Changes {
            let what = format!("took place though the rules say {verdict:?}");
            return fails(forbidden_by(&operation, &verdict), &what);
        }
        if committed.put("audit/").len() != self.events(&operation, now) {
            return fails(
                Invariant::EverythingIsAudited,
                "changed something without its event",
            );
        }
        let recipients = self.recipients(&operation, now, committed);
        if !self.files_letters_as_it_should(&operation, &recipients, committed) {
            return fails(
                Invariant::AcknowledgedIsKept,
                "did not queue or file its messages as it should",
            );
        }
        let effect = self.apply(&operation, now, &remote_addr, committed)?;
        self.drop_ownerless_attributes();
        self.file(committed, &recipients);
        self.note(id, |running| running.effect = Some(effect));
        self.observe_all();
        Ok(())
    }

    fn apply(
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
            | Operation::Get { .. } => {}
        }
        Ok(effect)
    }
}

impl Model {
    /// How many audit events an operation files with what it changes.
    fn events(&self, operation: &Operation, now: u64) -> usize {
        match operation {
            Operation::Attributes(asked) => self.users_touched(asked, now),
            _ => usize::from(!operation.is_delivery()),
        }
    }

    /// Somebody's own sessions end.
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

/// The sentence that an operation breaks which takes place though it is refused.
fn forbidden_by(operation: &Operation, verdict: &Verdict) -> Invariant {
    match (operation, verdict) {
        (Operation::SignUp(_) | Operation::Create(_), Verdict::Refuses("E001002")) => {
            Invariant::OneUsernameOneUser
        }
        (Operation::Create(_), Verdict::Refuses("E002002")) => Invariant::AddressNeedsProof,
        (Operation::Confirm { .. } | Operation::Disown { .. }, Verdict::Refuses("E005007")) => {
            Invariant::TokenWorksOnce
        }
        (Operation::Login { .. }, Verdict::Refuses("E005003")) => Invariant::SessionNeedsStanding,
        _ => Invariant::AnswersFollowRules,
    }
}
