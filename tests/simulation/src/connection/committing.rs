//! A commit that happens: the store does it, and the model learns of it at the same moment.

use vestibule_guest::contract::storage::{Check, StoreError, Write};

use super::Connection;
use crate::{
    model::{effects::Committed, running::Running},
    operation::Operation,
};

impl Connection<'_> {
    /// Commits, and informs the model at the same moment.
    pub(super) fn store(&self, checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
        let simulation = self.simulation;
        let traces = self.traces();
        simulation.count(|figures| figures.commits += 1);
        let number = simulation.figures.borrow().commits;
        let done = match simulation.sabotage {
            None => simulation.store.borrow_mut().commit(checks, writes),
            Some(sabotage) => {
                let (checks, writes) = sabotage.commit(number, checks, writes);
                simulation.store.borrow_mut().commit(&checks, &writes)
            }
        };
        if done.is_err() {
            simulation.count(|figures| figures.conflicts_real += 1);
            return Err(self.conflict("somebody was faster"));
        }
        self.trace("commit: done");
        let model = simulation.model.borrow();
        let running = model.running.get(&self.operation);
        let committed = Committed {
            writes,
            traces,
            has_lost_sight: running.is_some_and(Running::has_lost_sight),
        };
        drop(model);
        let placed = simulation
            .model
            .borrow_mut()
            .take_place(self.operation, &committed);
        simulation.require(placed);
        simulation.inspect();
        Ok(())
    }

    /// Stored data of a person who is about to be rejected, which the person did not enter.
    fn traces(&self) -> Vec<String> {
        let model = self.simulation.model.borrow();
        let running = model.running.get(&self.operation);
        let Some(Operation::Reject { user_id, .. } | Operation::Delete { user_id, .. }) =
            running.map(|running| &running.operation)
        else {
            return Vec::new();
        };
        let store = self.simulation.store.borrow();
        let user = store.documents.get(&format!("user/{user_id}"));
        let field = |name| Some(user?.json.get(name)?.as_str()?.to_owned());
        ["email", "email_index", "password", "totp_key"]
            .into_iter()
            .filter_map(field)
            .collect()
    }
}
