//! The host as one operation sees it: a clock and settings, and a store that other operations use
//! concurrently.
//!
//! The guest is synchronous, so nothing really runs in parallel. But before and after each call of the
//! store other operations may run from their beginning to their end, and within those yet others. This
//! gives every possible interleaving; the seed chooses the places.

mod committing;

use vestibule_guest::{
    contract::{
        audit::Event,
        password_hashing::{Algorithm, HashingError},
        storage::{Check, Clause, Entry, KeyRange, Page, StoreError, Write},
    },
    platform::Platform,
    timestamp::Timestamp,
};

use crate::{
    faults::Fault,
    hashing,
    model::{Invariant, Violation},
    sabotage::Sabotage,
    simulation::Simulation,
};

pub(crate) struct Connection<'a> {
    pub(crate) simulation: &'a Simulation,
    pub(crate) operation: u64,
    pub(crate) host: usize,
    /// The number of operations that this one runs within.
    pub(crate) depth: usize,
}

impl Connection<'_> {
    /// A read, in its place among all other operations.
    fn read<T>(&self, read: impl FnOnce() -> T) -> Result<T, StoreError> {
        self.simulation.overtake(self.operation, self.depth);
        if self
            .simulation
            .weather
            .of_a_read(&self.simulation.dice)
            .is_some()
        {
            return Err(self.unavailable("read"));
        }
        let value = read();
        self.simulation.overtake(self.operation, self.depth);
        Ok(value)
    }

    fn unavailable(&self, what: &str) -> StoreError {
        self.simulation.count(|figures| figures.unavailable += 1);
        self.note_failure();
        self.trace(&format!("{what}: unavailable"));
        StoreError::Unavailable("the simulation says so".to_owned())
    }

    fn unknown(&self, what: &str) -> StoreError {
        self.note_failure();
        let mut model = self.simulation.model.borrow_mut();
        model.note(self.operation, |running| running.is_uncertain = true);
        drop(model);
        self.trace(&format!("commit: the reply is lost, {what}"));
        StoreError::Unknown
    }

    fn note_failure(&self) {
        let mut model = self.simulation.model.borrow_mut();
        model.note(self.operation, |running| running.failures += 1);
    }

    fn conflict(&self, what: &str) -> StoreError {
        let mut model = self.simulation.model.borrow_mut();
        model.note(self.operation, |running| running.conflicts += 1);
        self.trace(&format!("commit: conflict, {what}"));
        StoreError::Conflict
    }

    fn trace(&self, text: &str) {
        let id = self.operation;
        self.simulation
            .trace(self.depth, || format!("    #{id} {text}"));
    }

    fn filter<'f>(&self, filter: &'f [Clause]) -> &'f [Clause] {
        match self.simulation.sabotage {
            Some(sabotage) => sabotage.filter(filter),
            None => filter,
        }
    }

    fn misread(&self, entry: Entry) -> Entry {
        match self.simulation.sabotage {
            Some(sabotage) => sabotage.read(entry),
            None => entry,
        }
    }
}

impl Platform for Connection<'_> {
    fn now(&self) -> Timestamp {
        let micros = self.simulation.clocks.now(self.host);
        Timestamp::from_clock(micros / 1_000_000, (micros % 1_000_000) as u32 * 1_000)
    }

    fn random(&self, length: usize) -> Vec<u8> {
        self.simulation.randomness.bytes(length)
    }

    fn get(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError> {
        let found = self.read(|| self.simulation.store.borrow().get(keys))?;
        let read = |entry: Option<Entry>| Some(self.misread(entry?));
        Ok(found.into_iter().map(read).collect())
    }

    fn scan(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        let filter = self.filter(filter);
        let scan = || self.simulation.store.borrow().scan(range, filter, page);
        let found = self.read(scan)?;
        Ok(found.into_iter().map(|entry| self.misread(entry)).collect())
    }

    fn count(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        let filter = self.filter(filter);
        self.read(|| self.simulation.store.borrow().count(range, filter, live_at))
    }

    fn commit(&self, checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
        let simulation = self.simulation;
        simulation.overtake(self.operation, self.depth);
        let fault = simulation.weather.of_a_commit(&simulation.dice);
        let done = match fault {
            None => self.store(checks, writes),
            Some(Fault::Unavailable) => Err(self.unavailable("commit")),
            Some(Fault::Conflict) => {
                simulation.count(|figures| figures.conflicts_injected += 1);
                Err(self.conflict("injected"))
            }
            Some(Fault::UnknownNotDone) => {
                simulation.count(|figures| figures.unknown_not_done += 1);
                Err(self.unknown("and it is not done"))
            }
            Some(Fault::UnknownDone) => self.store(checks, writes).and_then(|()| {
                simulation.count(|figures| figures.unknown_done += 1);
                Err(self.unknown("and it is done"))
            }),
        };
        if !writes.is_empty() && matches!(done, Ok(()) | Err(StoreError::Unknown)) {
            let mut model = simulation.model.borrow_mut();
            model.note(self.operation, |running| running.has_written = true);
        }
        simulation.overtake(self.operation, self.depth);
        done
    }

    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Algorithm,
        length: u32,
    ) -> Result<Vec<u8>, HashingError> {
        if self
            .simulation
            .weather
            .of_a_read(&self.simulation.dice)
            .is_some()
        {
            self.note_failure();
            let error = match self.operation % 2 {
                0 => HashingError::Busy,
                _ => HashingError::Unsupported,
            };
            self.trace(&format!("hashing: {error:?}"));
            return Err(error);
        }
        hashing::derive(password, salt, algorithm, length)
    }

    fn stanza(&self, name: &str) -> Option<String> {
        let model = self.simulation.model.borrow();
        Some(model.configuration.stanza(name, self.host).to_string())
    }

    fn entry(&self, _stanza: &str, _key: &str) -> Option<String> {
        None
    }

    fn emit(&self, event: &Event) {
        let times = match self.simulation.sabotage {
            Some(Sabotage::RepeatsEvents) => 2,
            _ => 1,
        };
        let mut model = self.simulation.model.borrow_mut();
        model.note(self.operation, |running| running.events += times);
        let running = model.running.get(&self.operation);
        let is_right = running.is_none_or(|running| running.has_written == event.changed);
        drop(model);
        if !is_right {
            let detail = format!("{} says changed: {}", event.operation, event.changed);
            let violation = Violation::new(Invariant::EverythingIsAudited, detail);
            self.simulation.require(Err(violation));
        }
    }
}
