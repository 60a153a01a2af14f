//! Faults, and their probabilities: each seed has its own, from none to many.

use crate::dice::Dice;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not done, with an error.
    Unavailable,
    /// A commit is not done, and its reply is lost.
    UnknownNotDone,
    /// A commit is done, and its reply is lost.
    UnknownDone,
    /// A commit reports a conflict, though there was none.
    Conflict,
}

/// Probabilities in thousandths, for each call of the store or, the last three, for each step.
pub(crate) struct Weather {
    unavailable: u64,
    unknown: u64,
    conflict: u64,
    pub(crate) overtaking: u64,
    pub(crate) sweep: u64,
    pub(crate) jump: u64,
}

impl Weather {
    pub(crate) fn roll(dice: &Dice) -> Self {
        let one_of = |chances: &[u64]| dice.pick(chances).copied().unwrap_or(0);
        Self {
            unavailable: one_of(&[0, 5, 20, 60]),
            unknown: one_of(&[0, 20, 60, 150]),
            conflict: one_of(&[0, 20, 100, 500, 850]),
            overtaking: one_of(&[0, 50, 150, 300]),
            sweep: one_of(&[0, 20, 60, 200]),
            jump: one_of(&[10, 30, 80]),
        }
    }

    pub(crate) fn of_a_read(&self, dice: &Dice) -> Option<Fault> {
        dice.chance(self.unavailable).then_some(Fault::Unavailable)
    }

    pub(crate) fn of_a_commit(&self, dice: &Dice) -> Option<Fault> {
        if dice.chance(self.unavailable) {
            return Some(Fault::Unavailable);
        }
        if dice.chance(self.conflict) {
            return Some(Fault::Conflict);
        }
        if !dice.chance(self.unknown) {
            return None;
        }
        Some(match dice.chance(500) {
            true => Fault::UnknownNotDone,
            false => Fault::UnknownDone,
        })
    }
}
