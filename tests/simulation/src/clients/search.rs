//! What super-users look for.

use super::{Clients, inputs::anybody};
use crate::{
    cast::{self, ADDRESSES, USERNAMES},
    dice::Dice,
    model::{Approval, Model},
    operation::{Operation, search::Criteria},
};

impl Clients {
    /// Somebody who is there, mostly, or everybody of a kind.
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
                1 => criteria.username = Some(cast::anyone(USERNAMES, dice)),
                2 | 3 => criteria.email = Some(cast::anyone(ADDRESSES, dice)),
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
}

/// A whole name, in another case, or a part that many have in theirs.
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
