//! Storage that fails when a test says so.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use vestibule::storage::{Check, Clause, Entry, KeyRange, Page, Storage, StoreError, Write};

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Not done, and it says so.
    Unavailable,
    /// A commit is not done, and nobody knows.
    UnknownBefore,
    /// A commit is done, and nobody knows.
    UnknownAfter,
    /// Somebody else was faster. Who checks nothing never loses.
    Conflict,
}

/// Storage whose next operations a test can make fail; `skip` of them pass first.
#[derive(Clone)]
pub(crate) struct Faulty {
    inner: Arc<dyn Storage>,
    plan: Arc<Mutex<Plan>>,
}

#[derive(Default)]
struct Plan {
    skip: usize,
    fault: Option<Fault>,
    is_lasting: bool,
    calls: usize,
    keys: usize,
}

impl Faulty {
    pub(crate) fn over(inner: Arc<dyn Storage>) -> Self {
        Self {
            inner,
            plan: Arc::default(),
        }
    }

    /// After `skip` more operations, one fails.
    pub(crate) fn fail_once_after(&self, skip: usize, fault: Fault) {
        self.plan(skip, Some(fault), false);
    }

    /// After `skip` more operations, all fail.
    pub(crate) fn fail_from(&self, skip: usize, fault: Fault) {
        self.plan(skip, Some(fault), true);
    }

    pub(crate) fn heal(&self) {
        self.plan(0, None, false);
    }

    /// Operations since the last plan was made.
    pub(crate) fn calls(&self) -> usize {
        self.plan.lock().unwrap().calls
    }

    /// Keys that were asked for since the last plan was made.
    pub(crate) fn keys(&self) -> usize {
        self.plan.lock().unwrap().keys
    }

    fn plan(&self, skip: usize, fault: Option<Fault>, is_lasting: bool) {
        *self.plan.lock().unwrap() = Plan {
            skip,
            fault,
            is_lasting,
            calls: 0,
            keys: 0,
        };
    }

    fn next(&self) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap();
        plan.calls += 1;
        let fault = plan.fault?;
        if plan.calls <= plan.skip {
            return None;
        }
        if !plan.is_lasting {
            plan.fault = None;
        }
        Some(fault)
    }

    fn read(&self) -> Result<(), StoreError> {
        match self.next() {
            None | Some(Fault::Conflict) => Ok(()),
            Some(_) => Err(gone()),
        }
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("the disk is on fire at /secret/place".to_owned())
}

#[async_trait]
impl Storage for Faulty {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        self.read()?;
        self.plan.lock().unwrap().keys += keys.len();
        self.inner.get(keys).await
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        self.read()?;
        self.inner.scan(range, filter, page).await
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        self.read()?;
        self.inner.count(range, filter, live_at).await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        match self.next() {
            None => self.inner.commit(checks, writes).await,
            Some(Fault::Unavailable) => Err(gone()),
            Some(Fault::Conflict) if checks.is_empty() => self.inner.commit(checks, writes).await,
            Some(Fault::Conflict) => Err(StoreError::Conflict),
            Some(Fault::UnknownBefore) => Err(StoreError::Unknown),
            Some(Fault::UnknownAfter) => {
                self.inner.commit(checks, writes).await?;
                Err(StoreError::Unknown)
            }
        }
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        self.inner.sweep(now).await
    }
}
