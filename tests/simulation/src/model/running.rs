//! An operation under way: what was permitted to it at each moment, and what became of it.

use crate::{
    model::{Model, rules::Verdict},
    operation::Operation,
};

pub(crate) struct Running {
    pub(crate) operation: Operation,
    /// The moment at which the call began, on its host's clock; all of it happens then.
    pub(crate) now: u64,
    /// Where it comes from.
    pub(crate) remote_addr: String,
    pub(crate) moments: Vec<Moment>,
    pub(crate) effect: Option<Effect>,
    /// Times the store was out of reach, or a reply was lost.
    pub(crate) failures: u32,
    /// A reply was lost.
    pub(crate) is_uncertain: bool,
    pub(crate) conflicts: u32,
    /// Audit events.
    pub(crate) events: u32,
    /// It wrote something, or perhaps did: the reply was lost.
    pub(crate) has_written: bool,
}

/// What the rules said at one moment.
#[derive(PartialEq)]
pub(crate) struct Moment {
    /// Why the caller may not ask at all.
    pub(crate) unauthorised: Option<&'static str>,
    pub(crate) verdict: Verdict,
    /// Whom the answer is about.
    pub(crate) about: Option<String>,
    /// What is said because a name is taken, whether or not the account is still there.
    pub(crate) taken: Vec<&'static str>,
}

/// What took place, as far as the answer tells.
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

    /// Notes what the rules say to an operation right now.
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

    /// Something changed: a moment for everybody under way.
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
