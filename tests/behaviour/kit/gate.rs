//! Storage in which one operation overtakes another just before it commits.

use std::{future::Future, sync::Mutex};

use async_trait::async_trait;
use tokio::sync::Semaphore;
use vestibule::storage::{
    Check, Clause, Entry, KeyRange, Memory, Page, Storage, StoreError, Write,
};

pub(crate) struct Gate {
    inner: Memory,
    /// The next commit that puts a key with this prefix is held.
    holds: Mutex<Option<&'static str>>,
    arrived: Semaphore,
    let_go: Semaphore,
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
    pub(crate) async fn overtake<T: Send + 'static>(
        &self,
        slow: impl Future<Output = T> + Send + 'static,
        prefix: &'static str,
        fast: impl Future<Output = ()>,
    ) -> T {
        *self.holds.lock().unwrap() = Some(prefix);
        let mut slow = tokio::spawn(slow);
        tokio::select! {
            permit = self.arrived.acquire() => permit.unwrap().forget(),
            _ = &mut slow => panic!("nothing below {prefix} was committed"),
        }
        fast.await;
        self.let_go.add_permits(1);
        slow.await.unwrap()
    }

    fn is_to_be_held(&self, writes: &[Write]) -> bool {
        let mut holds = self.holds.lock().unwrap();
        let is_held = holds.is_some_and(|prefix| {
            writes.iter().any(
                |write| matches!(write, Write::Put(document) if document.key.starts_with(prefix)),
            )
        });
        if is_held {
            *holds = None;
        }
        is_held
    }
}

#[async_trait]
impl Storage for Gate {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
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
        if self.is_to_be_held(&writes) {
            self.arrived.add_permits(1);
            self.let_go.acquire().await.unwrap().forget();
        }
        self.inner.commit(checks, writes).await
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        self.inner.sweep(now).await
    }
}
