//! An attempt to prove a password, across the tries of an operation that loses races.

use crate::{
    call::Call,
    contract::types::SubStatus,
    fault::{Fault, Result},
    passwords::Proof,
    retry::Once,
};

use super::Attempt;

/// The results that an operation keeps when it starts over: it is still the same attempt.
#[derive(Default)]
pub struct PasswordAttempt {
    /// The counted attempt; not begun as long as there is nothing to guess.
    pub counted: Once<Attempt>,
    /// The hashes that were computed.
    pub proof: Proof,
}

impl PasswordAttempt {
    /// Settles the counted attempt by the outcome of the operation.
    ///
    /// A refusal that the client cannot distinguish from a wrong password counts like one. Otherwise the
    /// limit would reveal the difference.
    ///
    /// # Errors
    /// Those of the outcome; if storage cannot be reached.
    pub fn settle<T>(&self, call: &Call<'_>, outcome: Result<T>) -> Result<T> {
        let Some(attempt) = self.counted.get() else {
            return outcome;
        };
        match &outcome {
            Ok(_) | Err(Fault::Conflict) => {}
            Err(Fault::Refused(refusal)) if refusal.public == [SubStatus::AuthNotAllowed] => {
                attempt.fail(call)?;
            }
            Err(Fault::Refused(_)) => attempt.release(call)?,
            // Nothing was decided. If releasing the slot fails too, it expires as a failure.
            Err(_) => drop(attempt.release(call)),
        }
        outcome
    }
}
