//! Storage in which one operation overtakes another just before it commits or reads.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use tokio::sync::Semaphore;
use vestibule::storage::{
    Check, Clause, Entry, KeyRange, Memory, Page, Storage, StoreError, Write,
};

use super::{World, WorldBuilder};

/// A world with such a storage.
pub(crate) async fn gated(change: impl FnOnce(&mut WorldBuilder)) -> (Arc<Gate>, World) {
    let gate = Arc::new(Gate::new());
    let world = World::builder(|builder| {
        builder.storage = gate.clone();
        change(builder);
    });
    (gate, world.build().await)
}

pub(crate) struct Gate {
    inner: Memory,
    holds: Mutex<Option<Hold>>,
    arrived: Semaphore,
    let_go: Semaphore,
}

/// What is held once.
enum Hold {
    /// A commit that puts a key with this prefix.
    Commit(&'static str),
    /// A read of a key with this prefix.
    Read(&'static str),
    /// The read that comes after so many.
    ReadAfter(usize),
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self {
            inner: Memory::new(),
            holds: Mutex::new(None),
            arrived: Semaphore::new(0),
            let_go: Semaphore::new(0),
        }
    }

    /// Runs `slow` up to its commit of a key with this prefix, all of `fast`, then the rest of
    /// `slow`; returns what `slow` does.
    pub(crate) async fn overtake<T>(
        &self,
        slow: impl Future<Output = T>,
        prefix: &'static str,
        fast: impl Future<Output = ()>,
    ) -> T {
        self.hold(slow, Hold::Commit(prefix), fast).await
    }

    /// Runs `slow` up to its read of a key with this prefix, all of `fast`, then the rest of
    /// `slow`; returns what `slow` does.
    pub(crate) async fn overtake_reading<T>(
        &self,
        slow: impl Future<Output = T>,
        prefix: &'static str,
        fast: impl Future<Output = ()>,
    ) -> T {
        self.hold(slow, Hold::Read(prefix), fast).await
    }

    /// The same before the read that comes after so many. Without such a read `fast` does not run,
    /// and what `slow` does is an error.
    pub(crate) async fn overtake_after<T>(
        &self,
        reads: usize,
        slow: impl Future<Output = T>,
        fast: impl Future<Output = ()>,
    ) -> Result<T, T> {
        self.try_hold(slow, Hold::ReadAfter(reads), fast).await
    }

    async fn hold<T>(
        &self,
        slow: impl Future<Output = T>,
        hold: Hold,
        fast: impl Future<Output = ()>,
    ) -> T {
        let held = self.try_hold(slow, hold, fast).await.ok();
        held.expect("something to hold")
    }

    async fn try_hold<T>(
        &self,
        slow: impl Future<Output = T>,
        hold: Hold,
        fast: impl Future<Output = ()>,
    ) -> Result<T, T> {
        *self.holds.lock().unwrap() = Some(hold);
        let mut slow = pin!(slow);
        tokio::select! {
            permit = self.arrived.acquire() => permit.unwrap().forget(),
            done = &mut slow => {
                *self.holds.lock().unwrap() = None;
                return Err(done);
            }
        }
        fast.await;
        self.let_go.add_permits(1);
        Ok(slow.await)
    }

    async fn pass(&self, mut is_held: impl FnMut(&mut Hold) -> bool) {
        let taken = self.holds.lock().unwrap().take_if(|hold| is_held(hold));
        if taken.is_some() {
            self.arrived.add_permits(1);
            self.let_go.acquire().await.unwrap().forget();
        }
    }
}

#[async_trait]
impl Storage for Gate {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        self.pass(|hold| match hold {
            Hold::Read(prefix) => keys.iter().any(|key| key.starts_with(*prefix)),
            Hold::ReadAfter(0) => true,
            Hold::ReadAfter(reads) => {
                *reads -= 1;
                false
            }
            Hold::Commit(_) => false,
        })
        .await;
        self.inner.get(keys).await
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        self.inner.scan(range, filter, page).await
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        self.inner.count(range, filter, live_at).await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        self.pass(|hold| match hold {
            Hold::Commit(prefix) => writes.iter().any(
                |write| matches!(write, Write::Put(document) if document.key.starts_with(*prefix)),
            ),
            Hold::Read(_) | Hold::ReadAfter(_) => false,
        })
        .await;
        self.inner.commit(checks, writes).await
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        self.inner.sweep(now).await
    }
}
