//! A semaphore with a bounded number of waiters: further callers are refused at once.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A bounded queue in front of a limited resource.
pub(crate) struct Queue {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    max_waiting: usize,
}

impl Queue {
    pub(crate) fn new(at_a_time: usize, max_waiting: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(at_a_time)),
            waiting: AtomicUsize::new(0),
            max_waiting,
        }
    }

    /// Waits for a permit. `None` if too many callers wait already.
    pub(crate) async fn enter(&self) -> Option<OwnedSemaphorePermit> {
        let _place = Place::take(self)?;
        Arc::clone(&self.permits).acquire_owned().await.ok()
    }
}

/// A place in the queue, freed when it is dropped, however the wait ends.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(queue: &'a Queue) -> Option<Self> {
        let place = Self(&queue.waiting);
        let before = queue.waiting.fetch_add(1, Ordering::Relaxed);
        (before < queue.max_waiting).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
