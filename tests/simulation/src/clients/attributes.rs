//! Attributes that users write to their accounts and sessions.

use super::{Clients, inputs::anybody, known_or};
use crate::{
    dice::Dice,
    model::Model,
    operation::{
        By, Operation,
        attributes::{How, Input, OnAttributes, Owner, What},
    },
};

/// Few names, so that two operations often use the same one.
const NAMES: &[&str] = &["colour", "shoe size", "a/b", "Größe"];
/// Values that count as empty, and an invalid one.
const ODD: &[&str] = &[
    "null",
    "false",
    "0",
    "\"\"",
    "[]",
    "{}",
    "{\"a\":[1,2]}",
    "{",
];

impl Clients {
    /// An owner: mostly the caller.
    pub(super) fn attributes(&mut self, model: &Model, dice: &Dice) -> Operation {
        let ust = self.ust(model, dice);
        let caller = match dice.below(10) {
            0 => self.by(model, dice),
            1 => By::Ust(self.ust(model, dice)),
            _ => By::Ust(ust.clone()),
        };
        let own = model.usts.get(&ust).and_then(|key| key.split('/').nth(1));
        let (by, owner) = match dice.below(8) {
            0..4 => (caller, Owner::Session(ust)),
            4..6 => (caller, Owner::User(None)),
            6 => (caller, Owner::User(own.map(ToOwned::to_owned))),
            _ => (
                self.by(model, dice),
                Owner::User(Some(anybody(model, dice))),
            ),
        };
        self.on_attributes(by, owner, model, dice)
    }

    /// A user, or one of the user's sessions.
    pub(super) fn attributes_of(&mut self, user_id: &str, model: &Model, dice: &Dice) -> Operation {
        let ust = self.ust_of(user_id, model, dice);
        let (by, owner) = match dice.below(3) {
            0 => (By::Operator, Owner::User(Some(user_id.to_owned()))),
            1 => (By::Ust(ust), Owner::User(None)),
            _ => (By::Ust(ust.clone()), Owner::Session(ust)),
        };
        self.on_attributes(by, owner, model, dice)
    }

    pub(super) fn on_attributes(
        &mut self,
        by: By,
        owner: Owner,
        model: &Model,
        dice: &Dice,
    ) -> Operation {
        let what = match dice.below(12) {
            0..3 => What::Write(How::Create, self.inputs(&owner, model, dice)),
            3..5 => What::Write(How::Update, self.inputs(&owner, model, dice)),
            5..8 => What::Write(How::Set, self.inputs(&owner, model, dice)),
            8 => What::Delete(names(dice)),
            9 => What::Get {
                names: names(dice),
                decrypt: dice.chance(600),
            },
            10 => What::Exists(names(dice)),
            _ => What::Names,
        };
        Operation::Attributes(OnAttributes { by, owner, what })
    }

    /// An operation on the same attributes, or on their owner.
    pub(super) fn rival_of_attributes(
        &mut self,
        asked: &OnAttributes,
        model: &Model,
        dice: &Dice,
    ) -> Option<Operation> {
        let OnAttributes { by, owner, what } = asked.clone();
        if dice.chance(300) {
            return Some(Operation::Attributes(OnAttributes { by, owner, what }));
        }
        if dice.chance(500) {
            return Some(self.on_attributes(by, owner, model, dice));
        }
        Some(match owner {
            Owner::User(user_id) => {
                let user_id = user_id.as_deref().or(model.caller(&by))?;
                self.about(user_id, model, dice)
            }
            Owner::Session(ust) => match dice.below(3) {
                0 => Operation::Logout { ust },
                1 => Operation::Renew { ust },
                _ => self.end_with(ust, model, dice),
            },
        })
    }

    fn inputs(&mut self, owner: &Owner, model: &Model, dice: &Dice) -> Vec<Input> {
        let number = dice.pick(&[1, 1, 2, 3]).copied().unwrap_or(0);
        let mut inputs: Vec<Input> = names_of(number, dice)
            .into_iter()
            .map(|name| self.input(name, dice))
            .collect();
        let is_ours = matches!(owner, Owner::User(_));
        if let Some(input) = inputs.last_mut()
            && dice.chance(if is_ours { 100 } else { 10 })
        {
            input.user_id = Some(anybody(model, dice));
        }
        inputs
    }

    /// Values are all different, so that each can be searched for.
    fn input(&mut self, name: String, dice: &Dice) -> Input {
        self.values += 1;
        let odd = dice.pick(ODD).filter(|_| dice.chance(200));
        let value = format!("\"Value {}.\"", 1_000 + self.values);
        let ends = [0, 1, 60, 600, 3_600, 86_400];
        Input {
            name,
            value: match dice.chance(150) {
                true => None,
                false => Some(odd.map_or(value, |odd| (*odd).to_owned())),
            },
            expiration: dice
                .chance(250)
                .then(|| dice.pick(&ends).copied().unwrap_or_default()),
            encrypt: dice.chance(400).then(|| dice.chance(700)),
            user_id: None,
        }
    }
}

fn names(dice: &Dice) -> Vec<String> {
    names_of(dice.between(1, 3), dice)
}

/// Mostly each name once; now and then none, or an invalid name.
fn names_of(number: u64, dice: &Dice) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for _ in 0..number {
        let known: Vec<String> = NAMES
            .iter()
            .map(|name| (*name).to_owned())
            .filter(|name| !names.contains(name) || dice.chance(30))
            .collect();
        names.push(known_or(&known, "colour", dice));
    }
    match dice.below(80) {
        0 => names.clear(),
        1 => names.push(String::new()),
        2 => names.push("x".repeat(192)),
        _ => {}
    }
    names
}
