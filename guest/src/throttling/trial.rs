//! What an operation has done already to prove a password.

use crate::{
    call::Call,
    contract::types::SubStatus,
    fault::{Fault, Result},
    passwords::Proof,
};

use super::Attempt;

/// What was counted and hashed already: an operation that lost a race is still the same attempt,
/// and does not hash again what is the same.
#[derive(Default)]
pub struct Trial {
    /// None, as long as there is nothing to guess.
    pub attempt: Option<Attempt>,
    /// What was hashed.
    pub proof: Proof,
}

impl Trial {
    /// Says how a counted attempt ended. Whatever sounds like a wrong password counts like one:
    /// otherwise the limit would tell them apart.
    ///
    /// # Errors
    /// Those of the outcome; if storage cannot be reached.
    pub fn settle<T>(&self, call: &Call<'_>, outcome: Result<T>) -> Result<T> {
        let Some(attempt) = &self.attempt else {
            return outcome;
        };
        match &outcome {
            Ok(_) | Err(Fault::Conflict) => {}
            Err(Fault::Refused(refusal)) if refusal.public == [SubStatus::AuthNotAllowed] => {
                attempt.failed(call)?;
            }
            Err(Fault::Refused(_)) => attempt.released(call)?,
            // Nothing was found out. Where this cannot be said either, it counts as a failure.
            Err(_) => drop(attempt.released(call)),
        }
        outcome
    }
}
