//! People with authenticators.

use super::{Clients, inputs::login_of};
use crate::{
    authenticator::{KEYS, STEP, unmistakable},
    dice::Dice,
    model::{Account, Key, Model, totp::NO_KEY},
    operation::{By, Changes, Operation},
};

impl Clients {
    /// Somebody who logged in with a code, if there is anybody, begins another session, or wants
    /// another key, or no codes any more.
    pub(super) fn with_codes(&self, model: &Model, dice: &Dice) -> Option<Operation> {
        let account_of = |ust: &String| {
            let session = model.sessions.get(model.usts.get(ust)?)?;
            let account = model.accounts.get(&session.user_id)?;
            account.totp.is_enabled.then_some(account)
        };
        let usts: Vec<&String> = self
            .usts
            .iter()
            .filter(|ust| account_of(ust).is_some())
            .collect();
        let ust = *dice.pick(&usts)?;
        let by = By::Ust(ust.clone());
        Some(match dice.below(4) {
            0 => Operation::ResetTotp {
                by,
                user_id: None,
                key: Some(key(dice)),
            },
            1 => Operation::Update {
                by,
                user_id: None,
                changes: Changes {
                    is_totp_enabled: Some(false),
                    ..Changes::default()
                },
            },
            _ => login_of(account_of(ust), model, dice),
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

pub(super) fn key(dice: &Dice) -> &'static str {
    dice.pick(KEYS).copied().unwrap_or_default()
}

/// The code of the moment, mostly, for who needs one; or of a while ago, or of another key.
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
