//! The rules: whether an operation is permitted at this moment, and its answer.
//!
//! The rules are written from the documentation in `wit/` and not from the guest, so a mistake goes
//! unnoticed only if both have it.

use vestibule_guest::contract::sessions::Which;

use crate::{
    cast,
    model::{Account, Approval, Model, NOBODY, searching::Found},
    operation::{By, NewAccount, Operation},
};

/// The decision of the rules about an operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// It takes place.
    Changes,
    /// There is nothing to do; it succeeds.
    IsDone,
    /// It returns this.
    Shows(String),
    /// It returns these user IDs.
    Lists(Vec<String>),
    /// It finds these users.
    Finds(Found),
    /// It is refused with this code.
    Refuses(&'static str),
}

use Verdict::{Changes, IsDone, Lists, Refuses, Shows};

impl Model {
    /// The decision for a caller who has the right.
    pub(crate) fn verdict(&self, operation: &Operation, now: u64) -> Verdict {
        match operation {
            Operation::SignUp(new) => self.sign_up(new, now),
            Operation::Create(new) => self.create(new, now),
            Operation::Confirm { token } => self.confirm(token, now),
            Operation::Disown { token } => self.disown(token, now),
            Operation::Pending { .. } => {
                let waits =
                    |account: &Account| account.approval == Approval::Waits && account.lives(now);
                let waiting = self.accounts.iter().filter(|(_, account)| waits(account));
                Lists(waiting.map(|(user_id, _)| user_id.clone()).collect())
            }
            Operation::Approve { by, user_id } => self.decide(by, user_id, Approval::Approved, now),
            Operation::Reject { by, user_id, .. } => {
                self.decide(by, user_id, Approval::Rejected, now)
            }
            Operation::Login {
                username,
                password,
                code,
                new_password,
            } => {
                let (code, new) = (code.as_deref(), new_password.as_deref());
                self.login(username, password, code, new, now)
            }
            Operation::Logout { ust } => match self.session(ust, now) {
                Some(_) => Changes,
                None => IsDone,
            },
            Operation::Verify { ust } => match self.usable(ust, now) {
                Some(session) => Shows(session.user_id.clone()),
                None => Shows(NOBODY.to_owned()),
            },
            Operation::VerifyAs { ust, .. } => match self.usable(ust, now) {
                Some(_) => Shows("valid".to_owned()),
                None => Shows(NOBODY.to_owned()),
            },
            Operation::Renew { ust } => match (self.open(ust, now), self.usable(ust, now)) {
                (_, Some(_)) => Changes,
                (Some(_), None) => Refuses("E005001"),
                (None, None) => Refuses("E007001"),
            },
            Operation::End {
                ust,
                which: Which::One(id),
            } => {
                // The caller's own session may have ended since the check.
                let own = self.usts.get(ust).and_then(|key| key.rsplit_once('/'));
                let key = own.map(|(own, _)| format!("{own}/{id}"));
                let session = key.and_then(|key| self.sessions.get(&key));
                match session.is_some_and(|session| self.end(session) > now) {
                    true => Changes,
                    false => Refuses("E007001"),
                }
            }
            Operation::End { .. } => Changes,
            Operation::Get { by, user_id } => self.look(by, user_id.as_deref(), now),
            Operation::Lock { by, user_id } => self.lock(by, user_id, true, now),
            Operation::Unlock { by, user_id } => self.lock(by, user_id, false, now),
            Operation::Delete { by, user_id } => match self.account(user_id, now) {
                None => Refuses("E001100"),
                Some(_) if self.caller(by) == Some(user_id) => Refuses("E008001"),
                Some(_) => Changes,
            },
            Operation::ChangePassword {
                by,
                user_id,
                old,
                new,
                ..
            } => self.set_password(by, user_id.as_deref(), old.as_deref(), new, now),
            Operation::Update {
                by,
                user_id,
                changes,
            } => self.update(by, user_id.as_deref(), changes, now),
            Operation::Search { criteria, .. } => self.search(criteria, now),
            Operation::ResetTotp { by, user_id, key } => {
                self.reset_totp(by, user_id.as_deref(), *key, now)
            }
            Operation::Attributes(asked) => self.on_attributes(asked, now),
            Operation::BeginReset { .. } => match self.configuration.is_delivery_configured {
                true => Changes,
                false => IsDone,
            },
            Operation::ExchangeReset { token } => self.exchange(token, now),
            Operation::CompleteReset {
                token,
                key,
                password,
            } => self.complete(token, key, password, now),
            Operation::Claim { .. } => match self.due(now).next() {
                Some(_) => Changes,
                None => IsDone,
            },
            Operation::Done { id, claim } | Operation::Failed { id, claim } => {
                match self.is_held(id, claim, now) {
                    true => Changes,
                    false => IsDone,
                }
            }
        }
    }

    /// The user whom the answer concerns, if that is looked up first.
    pub(crate) fn about(&self, operation: &Operation, now: u64) -> Option<String> {
        match operation {
            Operation::Login { username, .. } | Operation::BeginReset { username } => {
                let canonical = cast::canonical(cast::USERNAMES, username);
                Some(self.holder(&canonical, now)?.0.clone())
            }
            _ => None,
        }
    }

    fn sign_up(&self, new: &NewAccount, now: u64) -> Verdict {
        let settings = &self.configuration;
        let told_if = |code, is_told| Refuses(if is_told { code } else { "E005001" });
        match new.flaw {
            Some(code) if code.starts_with("E001") => {
                return told_if(code, settings.inform_if_user_invalid);
            }
            Some(code) if code.starts_with("E002") => {
                return told_if(code, settings.inform_if_email_invalid);
            }
            Some(code) => return Refuses(code),
            None => {}
        }
        if new.email.is_none() && settings.is_email_required {
            return told_if("E002005", settings.inform_if_email_invalid);
        }
        if self.is_taken(&new.username, now) {
            return told_if("E001002", settings.inform_if_user_exists);
        }
        if settings.inform_if_email_exists && self.is_owned(new.email.as_deref(), now) {
            return Refuses("E002002");
        }
        Changes
    }

    fn create(&self, new: &NewAccount, now: u64) -> Verdict {
        match new.flaw {
            Some(code) => Refuses(code),
            None if self.is_taken(&new.username, now) => Refuses("E001002"),
            None if self.is_owned(new.email.as_deref(), now) => Refuses("E002002"),
            None => Changes,
        }
    }

    fn is_taken(&self, username: &str, now: u64) -> bool {
        let canonical = cast::canonical(cast::USERNAMES, username);
        self.holder(&canonical, now).is_some()
    }

    fn is_owned(&self, email: Option<&str>, now: u64) -> bool {
        let owner = email.map(|email| self.owner(&cast::canonical(cast::ADDRESSES, email), now));
        owner.flatten().is_some()
    }

    fn decide(&self, by: &By, user_id: &str, wanted: Approval, now: u64) -> Verdict {
        let is_own = self.caller(by) == Some(user_id);
        let is_done = |account: &Account| {
            account.approval == wanted && (wanted == Approval::Approved || account.is_erased())
        };
        match self.account(user_id, now) {
            None => Refuses("E001100"),
            Some(_) if is_own => Refuses("E008001"),
            Some(account) if is_done(account) => IsDone,
            Some(account) if account.is_erased() => Refuses("E008001"),
            Some(_) => Changes,
        }
    }

    fn look(&self, by: &By, user_id: Option<&str>, now: u64) -> Verdict {
        let caller = match by {
            By::Operator => None,
            By::Ust(ust) => self.open(ust, now),
        };
        let own = caller.map(|(session, _)| session.user_id.as_str());
        let Some(wanted) = user_id.or(own) else {
            return Refuses("E008003");
        };
        if self.account(wanted, now).is_none() {
            return Refuses("E001100");
        }
        let sees_everything = caller.is_none_or(|(_, caller)| caller.is_super_user);
        Shows(self.seen(wanted, sees_everything).to_string())
    }
}
