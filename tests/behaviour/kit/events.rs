//! An audit log that remembers.

use std::sync::{Arc, Mutex};

use vestibule::{audit::AuditLog, types::Event};

#[derive(Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<Event>>>);

impl Events {
    pub(crate) fn all(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    /// All events since they were last taken.
    pub(crate) fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// The last event, which is that of the last call.
    pub(crate) fn last(&self) -> Event {
        self.all().pop().expect("an event")
    }
}

impl AuditLog for Events {
    fn emit(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}
