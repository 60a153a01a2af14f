//! What an operation changes, at the moment of its commit.
//!
//! From the commit itself only what is random is learnt: the names of new things. Everything else
//! follows from the operation and the model.

use serde_json::Value;
use vestibule_guest::{contract::storage::Write, tokens::digest};

use crate::{
    cast,
    model::{
        Account, Approval, Forgotten, Invariant, Model, Session, Token, Violation, rules::Verdict,
        running::Effect,
    },
    operation::{NewAccount, Operation},
};

const MINUTE: u64 = 60 * 1_000_000;
const DAY: u64 = 24 * 60 * MINUTE;

/// A commit that happened.
pub(crate) struct Committed<'a> {
    pub(crate) writes: &'a [Write],
    /// What the store knew of a person who is being rejected, beyond what they gave.
    pub(crate) traces: Vec<String>,
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
                Invariant::AnswersFollowRules,
                "took place without authority",
            );
        }
        let verdict = self.verdict(&operation, now);
        if verdict != Verdict::Changes {
            let what = format!("took place though the rules say {verdict:?}");
            return fails(forbidden_by(&operation, &verdict), &what);
        }
        if committed.put("audit/").len() != usize::from(!operation.is_delivery()) {
            return fails(
                Invariant::EverythingIsAudited,
                "changed something without its event",
            );
        }
        let recipient = self.recipient(&operation);
        if !self.files_letters_as_it_should(&operation, recipient.as_deref(), committed) {
            return fails(
                Invariant::AcknowledgedIsKept,
                "did not queue or file its messages as it should",
            );
        }
        let effect = self.apply(&operation, now, &remote_addr, committed)?;
        self.file(committed, recipient.as_deref());
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
                    expires_at: None,
                    ..self.signed_up(new, now, remote_addr)
                };
                effect.user_id = self.open_account(account, now, committed);
            }
            Operation::Confirm { token } => effect.user_id = self.confirmed(token),
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
                new_password,
                ..
            } => {
                let canonical = cast::canonical(cast::USERNAMES, username);
                effect = self.logged_in(&canonical, new_password.as_deref(), now, committed);
            }
            Operation::Logout { ust } => {
                if let Some(key) = self.usts.get(ust) {
                    self.sessions.remove(key);
                }
            }
            Operation::Renew { ust } => {
                effect.until = now + u64::from(self.configuration.session_expiry) * MINUTE;
                if let Some(session) = self
                    .usts
                    .get(ust)
                    .and_then(|key| self.sessions.get_mut(key))
                {
                    session.expires_at = effect.until;
                }
            }
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

    fn signed_up(&self, new: &NewAccount, now: u64, remote_addr: &str) -> Account {
        let settings = &self.configuration;
        let canonical_email = |email: &String| cast::canonical(cast::ADDRESSES, email);
        let waits = u64::from(settings.confirm_valid_for) * MINUTE;
        Account {
            username: Some(new.username.clone()),
            canonical: Some(cast::canonical(cast::USERNAMES, &new.username)),
            email: new
                .email
                .as_ref()
                .map(|email| (email.clone(), canonical_email(email))),
            is_verified: false,
            has_proved: false,
            password: new.password.clone(),
            password_expiry: now + u64::from(settings.password_expiry) * DAY,
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

    /// Whoever takes an expired username ends the old account.
    fn open_account(&mut self, account: Account, now: u64, committed: &Committed<'_>) -> String {
        let new = &account.canonical;
        self.accounts
            .retain(|_, old| old.canonical != *new || old.lives(now));
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

    fn confirmed(&mut self, token: &str) -> String {
        let (user_id, proves) = self.use_up(token);
        let email = self
            .accounts
            .get(&user_id)
            .and_then(|account| account.email.clone());
        let is_free = email.is_some_and(|(_, canonical)| self.owner(&canonical).is_none());
        if let Some(account) = self.accounts.get_mut(&user_id) {
            account.is_confirmed = true;
            account.expires_at = None;
            account.has_proved |= proves;
            account.is_verified |= proves && is_free;
        }
        user_id
    }

    fn disowned(&mut self, token: &str) -> String {
        let (user_id, _) = self.use_up(token);
        match self.accounts.get_mut(&user_id) {
            Some(account) if account.is_confirmed => {
                account.email = None;
                account.is_verified = false;
                account.has_proved = false;
            }
            _ => {
                self.accounts.remove(&user_id);
                self.tokens.retain(|_, token| token.user_id != user_id);
            }
        }
        user_id
    }

    /// Whose token it was, and whether it proves the address.
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

    fn rejected(&mut self, user_id: &str, reason: Option<&str>, traces: &[String]) {
        self.tokens.retain(|_, token| token.user_id != user_id);
        self.sessions
            .retain(|_, session| session.user_id != user_id);
        let Some(account) = self.accounts.get_mut(user_id) else {
            return;
        };
        let mut data = traces.to_vec();
        data.extend(reason.map(ToOwned::to_owned));
        data.extend(account.username.take());
        data.extend(account.canonical.clone());
        if let Some((typed, canonical)) = &account.email {
            data.extend([typed.clone(), canonical.clone()]);
        }
        data.push(std::mem::take(&mut account.remote_addr));
        self.forgotten.push(Forgotten {
            user_id: user_id.to_owned(),
            canonical: account.canonical.take(),
            email: account.email.take().map(|(_, canonical)| canonical),
            data,
        });
        account.approval = Approval::Rejected;
        account.is_verified = false;
        account.is_confirmed = true;
        account.is_super_user = false;
        account.expires_at = None;
    }

    fn logged_in(
        &mut self,
        canonical: &str,
        new_password: Option<&str>,
        now: u64,
        committed: &Committed<'_>,
    ) -> Effect {
        let holder = self
            .holder(canonical, now)
            .map(|(user_id, _)| user_id.clone());
        let user_id = holder.unwrap_or_default();
        let until = now + u64::from(self.configuration.session_expiry) * MINUTE;
        let valid = u64::from(self.configuration.password_expiry) * DAY;
        if let (Some(account), Some(new)) = (self.accounts.get_mut(&user_id), new_password)
            && account.password_expiry <= now
        {
            account.password = new.to_owned();
            account.password_expiry = now + valid;
            self.sessions
                .retain(|_, session| session.user_id != user_id);
        }
        let key = committed.put("session/").pop().unwrap_or_default().0;
        let key = format!("session/{key}");
        let session = Session {
            user_id: user_id.clone(),
            expires_at: until,
        };
        self.sessions.insert(key.clone(), session);
        Effect {
            user_id,
            session: Some(key),
            until,
            letters: Vec::new(),
        }
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
