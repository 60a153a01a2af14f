//! Storage that fails when a test demands it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use vestibule::storage::{Check, Clause, Entry, KeyRange, Page, Storage, StoreError, Write};

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Not done, with an error.
    Unavailable,
    /// A commit is not done, and its reply is lost.
    UnknownBefore,
    /// A commit is done, and its reply is lost.
    UnknownAfter,
    /// A conflict. A commit without checks never has one.
    Conflict,
}

/// Which operations of storage fail.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At {
    /// All operations after the first ones. Only for loops over every position: an additional read anywhere
    /// shifts all later operations.
    Position(usize),
    /// A read, a scan or a count of a key with this prefix.
    Reading(&'static str),
    /// A commit that checks a key with this prefix.
    Checking(&'static str),
    /// A commit that puts a key with this prefix.
    Putting(&'static str),
    /// A commit that puts a key with this prefix and checks none that has it.
    PuttingUnchecked(&'static str),
    /// A commit that deletes a key with this prefix and puts none that has it.
    Deleting(&'static str),
}

/// An operation of storage.
enum Operation<'a> {
    Read(&'a [String]),
    Commit(&'a [Check], &'a [Write]),
}

impl At {
    /// Whether it is this operation, the `number`th from 1 on.
    fn is(self, number: usize, operation: &Operation<'_>) -> bool {
        match (self, operation) {
            (Self::Position(skip), _) => number > skip,
            (Self::Reading(prefix), Operation::Read(keys)) => {
                keys.iter().any(|key| key.starts_with(prefix))
            }
            (Self::Checking(prefix), Operation::Commit(checks, _)) => is_checked(checks, prefix),
            (Self::Putting(prefix), Operation::Commit(_, writes)) => is_put(writes, prefix),
            (Self::PuttingUnchecked(prefix), Operation::Commit(checks, writes)) => {
                is_put(writes, prefix) && !is_checked(checks, prefix)
            }
            (Self::Deleting(prefix), Operation::Commit(_, writes)) => {
                is_deleted(writes, prefix) && !is_put(writes, prefix)
            }
            _ => false,
        }
    }
}

fn is_checked(checks: &[Check], prefix: &str) -> bool {
    checks.iter().any(|check| check.key.starts_with(prefix))
}

fn is_deleted(writes: &[Write], prefix: &str) -> bool {
    let mut writes = writes.iter();
    writes.any(|write| matches!(write, Write::Delete(key) if key.starts_with(prefix)))
}

fn is_put(writes: &[Write], prefix: &str) -> bool {
    writes
        .iter()
        .any(|write| matches!(write, Write::Put(document) if document.key.starts_with(prefix)))
}

/// Storage whose next operations a test can make fail.
#[derive(Clone)]
pub(crate) struct Faulty {
    inner: Arc<dyn Storage>,
    plan: Arc<Mutex<Plan>>,
}

#[derive(Default)]
struct Plan {
    fault: Option<(At, Fault)>,
    is_lasting: bool,
    has_failed: bool,
    calls: usize,
    keys: usize,
    calls_after_fault: usize,
}

impl Faulty {
    pub(crate) fn over(inner: Arc<dyn Storage>) -> Self {
        Self {
            inner,
            plan: Arc::default(),
        }
    }

    /// The next such operation fails.
    pub(crate) fn fail_once_at(&self, at: At, fault: Fault) {
        self.plan(Some((at, fault)), false);
    }

    /// From the next such operation on, all operations fail.
    pub(crate) fn fail_from_at(&self, at: At, fault: Fault) {
        self.plan(Some((at, fault)), true);
    }

    /// After `skip` more operations, one fails.
    pub(crate) fn fail_once_after(&self, skip: usize, fault: Fault) {
        self.fail_once_at(At::Position(skip), fault);
    }

    /// After `skip` more operations, all fail.
    pub(crate) fn fail_from(&self, skip: usize, fault: Fault) {
        self.fail_from_at(At::Position(skip), fault);
    }

    pub(crate) fn heal(&self) {
        self.plan(None, false);
    }

    /// Operations since the last plan was made.
    pub(crate) fn calls(&self) -> usize {
        self.plan.lock().unwrap().calls
    }

    /// Operations after the one that failed.
    #[track_caller]
    pub(crate) fn calls_after_fault(&self) -> usize {
        let plan = self.plan.lock().unwrap();
        assert!(plan.has_failed, "nothing failed");
        plan.calls_after_fault
    }

    /// Keys that were asked for since the last plan was made.
    pub(crate) fn keys(&self) -> usize {
        self.plan.lock().unwrap().keys
    }

    fn plan(&self, fault: Option<(At, Fault)>, is_lasting: bool) {
        *self.plan.lock().unwrap() = Plan {
            fault,
            is_lasting,
            ..Plan::default()
        };
    }

    fn next(&self, operation: &Operation<'_>) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap();
        plan.calls += 1;
        plan.calls_after_fault += usize::from(plan.has_failed);
        let (at, fault) = plan.fault?;
        let is_meant = at.is(plan.calls, operation) || plan.has_failed && plan.is_lasting;
        if !is_meant || plan.has_failed && !plan.is_lasting {
            return None;
        }
        plan.has_failed = true;
        Some(fault)
    }

    fn read(&self, keys: &[String]) -> Result<(), StoreError> {
        match self.next(&Operation::Read(keys)) {
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
        self.read(&keys)?;
        self.plan.lock().unwrap().keys += keys.len();
        self.inner.get(keys).await
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        self.read(std::slice::from_ref(&range.start))?;
        self.inner.scan(range, filter, page).await
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        self.read(std::slice::from_ref(&range.start))?;
        self.inner.count(range, filter, live_at).await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        match self.next(&Operation::Commit(&checks, &writes)) {
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
