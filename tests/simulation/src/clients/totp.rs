//! Users with authenticators.

use super::{Clients, inputs::login_of};
use crate::{
    authenticator::{KEYS, STEP, unmistakable},
    dice::Dice,
    model::{Account, Key, Model, totp::NO_KEY},
    operation::{By, Changes, Operation},
};

impl Clients {
    /// Switches TOTP on for a user who may log in. A user with TOTP begins another session, gets
    /// another key, or has TOTP switched off.
    pub(super) fn with_codes(&self, model: &Model, dice: &Dice) -> Option<Operation> {
        let accounts = model.accounts.iter();
        let people: Vec<_> = accounts
            .filter(|(_, account)| account.lacks_standing().is_none())
            .collect();
        let (user_id, account) = *dice.pick(&people)?;
        let of_other = (By::Operator, Some(user_id.clone()));
        if !matches!(account.totp.key, Some(Key::Given(_))) {
            return Some(new_key(of_other, dice));
        }
        if !account.totp.is_enabled {
            return dice.chance(500).then(|| switch(of_other, true));
        }
        let own = (By::Ust(self.ust_of(user_id, model, dice)), None);
        let mut sessions = model.sessions.values();
        let has_session = sessions.any(|session| session.user_id == *user_id);
        Some(match (dice.below(8), has_session) {
            (0, true) => new_key(own, dice),
            (1, true) => new_key(of_other, dice),
            (2, true) => switch(own, false),
            _ => login_of(Some(account), model, dice),
        })
    }

    pub(super) fn reset_totp(&self, user_id: String, model: &Model, dice: &Dice) -> Operation {
        let (by, user_id) = self.parties(user_id, model, dice);
        let key = match dice.below(20) {
            0 => Some(NO_KEY),
            1..3 => None,
            _ => Some(key(dice)),
        };
        Operation::ResetTotp { by, user_id, key }
    }
}

fn new_key((by, user_id): (By, Option<String>), dice: &Dice) -> Operation {
    let key = Some(key(dice));
    Operation::ResetTotp { by, user_id, key }
}

fn switch((by, user_id): (By, Option<String>), is_enabled: bool) -> Operation {
    let changes = Changes {
        is_totp_enabled: Some(is_enabled),
        ..Changes::default()
    };
    Operation::Update {
        by,
        user_id,
        changes,
    }
}

pub(super) fn key(dice: &Dice) -> &'static str {
    dice.pick(KEYS).copied().unwrap_or_default()
}

/// Mostly the current code, if the user needs one; or an older code, or that of another key.
pub(super) fn code_of(account: &Account, model: &Model, dice: &Dice) -> Option<String> {
    if dice.chance(if account.totp.is_enabled { 80 } else { 950 }) {
        return None;
    }
    let own = match account.totp.key {
        Some(Key::Given(own)) if !dice.chance(50) => own,
        _ => key(dice),
    };
    let off = match dice.below(4) {
        0 => dice.below(7),
        _ => dice.between(2, 4),
    };
    let code = unmistakable(own, model.wall_clock / STEP + off - 3)?;
    Some(match (dice.below(30), code.split_at_checked(3)) {
        (0, Some((head, tail))) => format!(" {head} {tail}"),
        (1, _) => " ".to_owned(),
        (2, Some((head, _))) => head.to_owned(),
        _ => code,
    })
}
