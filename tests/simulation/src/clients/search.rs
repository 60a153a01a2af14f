//! Searches of super-users.

use super::{
    Clients,
    inputs::{anybody, user_id},
};
use crate::{
    cast::{self, ADDRESSES, USERNAMES},
    dice::Dice,
    model::{Approval, Model},
    operation::{By, Changes, Operation, search::Criteria},
};

impl Clients {
    /// Criteria that mostly match an existing user, or all users of a kind.
    pub(super) fn search(&self, model: &Model, dice: &Dice) -> Operation {
        let user_id = anybody(model, dice);
        let account = model.accounts.get(&user_id);
        let mut criteria = Criteria {
            page_size: dice.pick(&[0, 0, 0, 1, 3]).copied().unwrap_or(0),
            cur_page: dice.pick(&[0, 1, 1, 2]).copied().unwrap_or(0),
            ..Criteria::default()
        };
        for _ in 0..dice.below(3) {
            match dice.below(12) {
                0 => criteria.user_id = Some(user_id.clone()),
                1 | 2 => {
                    let known = account.and_then(|one| one.username.clone());
                    let known = known.filter(|_| dice.chance(700));
                    criteria.username = known.or_else(|| Some(cast::anyone(USERNAMES, dice)));
                }
                3 => criteria.email = Some(cast::anyone(ADDRESSES, dice)),
                4 => criteria.is_confirmed = Some(dice.chance(500)),
                5 => {
                    let statuses = [Approval::Waits, Approval::Approved, Approval::Rejected];
                    criteria.approval = dice.pick(&statuses).copied();
                }
                _ => name(
                    &mut criteria,
                    account.and_then(|one| one.display_name.as_deref()),
                    dice,
                ),
            }
        }
        if dice.chance(20) {
            criteria.email = Some("  ".to_owned());
        }
        let by = self.by(model, dice);
        Operation::Search { by, criteria }
    }

    /// A user who is searched for gets another name, or is deleted.
    pub(super) fn rival_of_search(
        &mut self,
        criteria: &Criteria,
        model: &Model,
        dice: &Dice,
    ) -> Operation {
        let by = By::Operator;
        let username = criteria.username.as_ref();
        if let Some(user_id) = username.and_then(|name| Self::holder(name, model)) {
            let changes = Changes {
                username: Some(cast::anyone(USERNAMES, dice)),
                ..Changes::default()
            };
            return Operation::Update {
                by,
                user_id: Some(user_id),
                changes,
            };
        }
        match dice.below(4) {
            0 => Operation::Reject {
                by,
                user_id: user_id(model, dice),
                reason: self.reason(dice),
            },
            1 => self.about(&anybody(model, dice), model, dice),
            _ => self.update(anybody(model, dice), model, dice),
        }
    }
}

/// A whole name, in another case, or a part that many names contain.
fn name(criteria: &mut Criteria, known: Option<&str>, dice: &Dice) {
    let parts = ["STRASSE", " ÉL", "me 1", "00", "nobody"];
    let (name, is_whole) = match known.filter(|_| dice.chance(600)) {
        Some(known) => (known.to_uppercase(), true),
        None => (
            dice.pick(&parts).copied().unwrap_or_default().to_owned(),
            false,
        ),
    };
    criteria.is_exact = match dice.chance(100) {
        true => None,
        false => Some(is_whole && dice.chance(700)),
    };
    criteria.is_any_name = dice.chance(500).then(|| dice.chance(700));
    match dice.chance(600) {
        true => criteria.display_name = Some(name),
        false => criteria.first_name = Some(name),
    }
}
