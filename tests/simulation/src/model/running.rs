//! A running operation: the decisions of the rules at each moment, and its result.

use crate::{
    model::{Model, rules::Verdict},
    operation::Operation,
};

pub(crate) struct Running {
    pub(crate) operation: Operation,
    /// The moment at which the call began, on its host's clock; the operation uses this time throughout.
    pub(crate) now: u64,
    /// Its source.
    pub(crate) remote_addr: String,
    pub(crate) moments: Vec<Moment>,
    pub(crate) effect: Option<Effect>,
    /// Number of times the store was unavailable, or a reply was lost.
    pub(crate) failures: u32,
    /// A reply was lost.
    pub(crate) is_uncertain: bool,
    pub(crate) conflicts: u32,
    /// Audit events.
    pub(crate) events: u32,
    /// It wrote, or may have written because the reply was lost.
    pub(crate) has_written: bool,
}

/// The decision of the rules at one moment.
#[derive(PartialEq)]
pub(crate) struct Moment {
    /// The code that refuses the caller.
    pub(crate) unauthorised: Option<&'static str>,
    pub(crate) verdict: Verdict,
    /// The user whom the answer concerns.
    pub(crate) about: Option<String>,
    /// The code for a taken name, whether or not the account still exists.
    pub(crate) taken: Vec<&'static str>,
}

/// The change, as far as the answer reveals it.
#[derive(Default)]
pub(crate) struct Effect {
    pub(crate) user_id: String,
    /// Of a session that began.
    pub(crate) session: Option<String>,
    /// Digest of a reset key that a token was exchanged for.
    pub(crate) key: Option<String>,
    /// When it ends.
    pub(crate) until: u64,
    /// Letters that were claimed.
    pub(crate) letters: Vec<String>,
}

impl Model {
    pub(crate) fn begin(&mut self, id: u64, operation: Operation, now: u64, remote_addr: String) {
        let running = Running {
            operation,
            now,
            remote_addr,
            moments: Vec::new(),
            effect: None,
            failures: 0,
            is_uncertain: false,
            conflicts: 0,
            events: 0,
            has_written: false,
        };
        self.running.insert(id, running);
        self.observe(id);
    }

    /// Records the decision of the rules about an operation now.
    fn observe(&mut self, id: u64) {
        let Some(running) = self.running.get(&id) else {
            return;
        };
        let moment = Moment {
            unauthorised: self.unauthorised(&running.operation, running.now),
            verdict: self.verdict(&running.operation, running.now),
            about: self.about(&running.operation, running.now),
            taken: match &running.operation {
                Operation::Update {
                    by,
                    user_id,
                    changes,
                } => {
                    let (user_id, _) = self.whose(by, user_id.as_deref());
                    self.taken(by, &user_id, changes, running.now)
                }
                _ => Vec::new(),
            },
        };
        if let Some(running) = self.running.get_mut(&id)
            && !running.moments.contains(&moment)
        {
            running.moments.push(moment);
        }
    }

    /// The data changed: a new moment for every running operation.
    pub(crate) fn observe_all(&mut self) {
        let ids: Vec<u64> = self.running.keys().copied().collect();
        ids.into_iter().for_each(|id| self.observe(id));
    }

    pub(crate) fn note(&mut self, id: u64, note: impl FnOnce(&mut Running)) {
        if let Some(running) = self.running.get_mut(&id) {
            note(running);
        }
    }
}
