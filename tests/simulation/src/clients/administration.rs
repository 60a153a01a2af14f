//! Operations of super-users on accounts, and of users on their own.

use super::{
    Clients,
    inputs::{anybody, password},
    known_or,
};
use crate::{
    cast::{self, ADDRESSES, USERNAMES},
    dice::Dice,
    model::{Approval, Model, administration::TOO_SHORT},
    operation::{By, Changes, Operation},
};

/// In seconds since 1970.
const LONG_AGO: u64 = 1_600_000_000;

impl Clients {
    /// Something is done to an account.
    pub(super) fn administer(&mut self, user_id: &str, model: &Model, dice: &Dice) -> Operation {
        let by = self.by(model, dice);
        let user_id = user_id.to_owned();
        match dice.below(100) {
            0..14 => Operation::Lock { by, user_id },
            14..34 => Operation::Unlock { by, user_id },
            34..40 => Operation::Delete { by, user_id },
            40..60 => self.set_password(user_id, model, dice),
            60..68 => self.reset_totp(user_id, model, dice),
            _ => self.update(user_id, model, dice),
        }
    }

    /// The operator withdraws a user's right to an operation while it runs.
    pub(super) fn demote(&self, user_id: &str, dice: &Dice) -> Operation {
        let (by, user_id) = (By::Operator, user_id.to_owned());
        let changes = match dice.below(4) {
            0 => return Operation::Lock { by, user_id },
            1 => Changes {
                approval: Some(Approval::Waits),
                ..Changes::default()
            },
            _ => Changes {
                password_expiry: Some(LONG_AGO),
                ..Changes::default()
            },
        };
        Operation::Update {
            by,
            user_id: Some(user_id),
            changes,
        }
    }

    /// The UST of an account, if a client has one.
    pub(super) fn ust_of(&self, user_id: &str, model: &Model, dice: &Dice) -> String {
        let is_of = |ust: &&String| {
            let session = model.usts.get(*ust).and_then(|key| model.sessions.get(key));
            session.is_some_and(|session| session.user_id == user_id)
        };
        let usts: Vec<String> = self.usts.iter().filter(is_of).cloned().collect();
        known_or(&usts, "no-such-ust", dice)
    }

    /// The caller, and the user in the request: mostly the caller's own account; for a super-user another.
    pub(super) fn parties(
        &self,
        user_id: String,
        model: &Model,
        dice: &Dice,
    ) -> (By, Option<String>) {
        match dice.below(10) {
            0..4 => (By::Ust(self.ust_of(&user_id, model, dice)), None),
            4 => (By::Ust(self.ust_of(&user_id, model, dice)), Some(user_id)),
            5 => (
                By::Ust(self.ust_of(&user_id, model, dice)),
                Some(anybody(model, dice)),
            ),
            _ => {
                let names = !dice.chance(30);
                (self.by(model, dice), names.then_some(user_id))
            }
        }
    }

    fn set_password(&self, user_id: String, model: &Model, dice: &Dice) -> Operation {
        let (by, user_id) = self.parties(user_id, model, dice);
        let whose = user_id.as_deref().or(model.caller(&by));
        let account = whose.and_then(|user_id| model.accounts.get(user_id));
        let right = account.map(|account| account.password.clone());
        let old = right.filter(|_| !dice.chance(200));
        let is_regular = user_id.is_none();
        Operation::ChangePassword {
            by,
            user_id,
            old: old.or_else(|| dice.chance(500).then(|| password(dice))),
            new: match dice.chance(50) {
                true => TOO_SHORT.to_owned(),
                false => password(dice),
            },
            must_change: dice
                .chance(if is_regular { 50 } else { 400 })
                .then(|| dice.chance(500)),
        }
    }

    pub(super) fn update(&mut self, user_id: String, model: &Model, dice: &Dice) -> Operation {
        let (by, user_id) = self.parties(user_id, model, dice);
        let is_super_user = match &by {
            By::Operator => true,
            By::Ust(_) => model
                .caller(&by)
                .and_then(|caller| model.accounts.get(caller))
                .is_some_and(|account| account.is_super_user),
        };
        let mut changes = Changes::default();
        let most = if is_super_user || dice.chance(50) {
            9
        } else {
            4
        };
        for _ in 0..dice.between(1, 2) {
            match dice.below(most) {
                0 => changes.username = Some(cast::anyone(USERNAMES, dice)),
                1 => {
                    let is_kept = !dice.chance(200);
                    changes.email = Some(is_kept.then(|| cast::anyone(ADDRESSES, dice)));
                }
                2 => match dice.below(5) {
                    0..3 => changes.display_name = Some(self.name(dice)),
                    3 => changes.first_name = Some(self.name(dice)),
                    _ => changes.locale = dice.pick(cast::LOCALES).copied(),
                },
                3 => changes.is_totp_enabled = Some(dice.chance(400)),
                4 => {
                    let statuses = [Approval::Waits, Approval::Approved, Approval::Rejected];
                    changes.approval = dice.pick(&statuses).copied();
                }
                5 => changes.is_locked = Some(dice.chance(500)),
                6 => changes.is_confirmed = Some(dice.chance(700)),
                7 => changes.must_change = Some(dice.chance(500)),
                _ => changes.password_expiry = Some(expiry(dice)),
            }
        }
        if changes.username.is_some() && dice.chance(40) {
            changes.username = Some("has white space".to_owned());
            changes.flaw = Some("E001004");
        }
        Operation::Update {
            by,
            user_id,
            changes,
        }
    }

    /// A user asks for a password reset, or takes its next step.
    pub(super) fn reset(&self, user_id: Option<&str>, model: &Model, dice: &Dice) -> Operation {
        let anyone = anybody(model, dice);
        let account = model.accounts.get(user_id.unwrap_or(&anyone));
        let username = account.and_then(|account| account.username.clone());
        let token = known_or(&self.reset_tokens, "no-such-token", dice);
        match (dice.below(6), self.reset_keys.is_empty()) {
            (0..3, _) => Operation::BeginReset {
                username: username.unwrap_or_else(|| cast::anyone(USERNAMES, dice)),
            },
            (3, _) | (_, true) => Operation::ExchangeReset { token },
            _ => {
                let known = dice
                    .pick_recent(&self.reset_keys)
                    .cloned()
                    .unwrap_or_default();
                let (token, mut key) = known;
                if dice.chance(60) {
                    key = dice.pick(&self.reset_keys).cloned().unwrap_or_default().1;
                }
                Operation::CompleteReset {
                    token,
                    key,
                    password: match dice.chance(50) {
                        true => TOO_SHORT.to_owned(),
                        false => password(dice),
                    },
                }
            }
        }
    }

    /// Names are all different, so that each can be searched for.
    fn name(&mut self, dice: &Dice) -> String {
        self.names += 1;
        let kind = dice.pick(&["Name", "Straße", "An Élan"]).copied();
        format!("{} {}.", kind.unwrap_or_default(), 1_000 + self.names)
    }
}

/// A time far in the past, or in the future.
fn expiry(dice: &Dice) -> u64 {
    match dice.chance(300) {
        true => LONG_AGO,
        false => 2_600_000_000,
    }
}
