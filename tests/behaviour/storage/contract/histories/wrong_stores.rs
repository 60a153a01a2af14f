//! Stores that are wrong, each in its own way. The search has to find each of them out.

use async_trait::async_trait;
use vestibule::storage::Memory;

use super::*;

/// Maximum number of histories until one cannot be explained.
const HISTORIES: usize = 2_000;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    /// Commits in spite of failed checks.
    ChecksNothing,
    /// Checks first and writes later.
    ChecksTooEarly,
    /// Reads the keys of a `get` one after another.
    ReadsAtSeveralMoments,
    /// Scans the second half of a range later than the first.
    ScansAtTwoMoments,
    /// Scans, but omits the latest documents.
    MissesTheLastKey,
    /// Writes the documents of a commit one after another.
    WritesAtSeveralMoments,
    /// Says that it has committed before it has.
    AnswersTooEarly,
    /// Refuses a commit that it has done.
    RefusesWhatIsDone,
    /// Returns expired documents to a scan with `live-at`.
    ShowsWhatIsOver,
    /// Sweeps documents that have not expired.
    SweepsTooMuch,
}

struct Wrong {
    right: Arc<Memory>,
    fault: Fault,
}

impl Wrong {
    fn is(&self, fault: Fault) -> bool {
        self.fault == fault
    }
}

/// Lets others do something.
async fn meanwhile() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

#[async_trait]
impl Storage for Wrong {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        meanwhile().await;
        if !self.is(Fault::ReadsAtSeveralMoments) {
            return self.right.get(keys).await;
        }
        let mut found = Vec::new();
        for key in keys {
            found.extend(self.right.get(vec![key]).await?);
            meanwhile().await;
        }
        Ok(found)
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        meanwhile().await;
        let live_at = page.live_at.filter(|_| !self.is(Fault::ShowsWhatIsOver));
        let page = Page { live_at, ..page };
        let mut found = self.right.scan(range.clone(), filter.clone(), page).await?;
        if self.is(Fault::MissesTheLastKey) && found.len() > 2 {
            found.pop();
        }
        if self.is(Fault::ScansAtTwoMoments) {
            meanwhile().await;
            let later = self.right.scan(range, filter, page).await?;
            let half = found.len() / 2;
            found.truncate(half);
            found.extend(later.into_iter().skip(half));
        }
        Ok(found)
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        meanwhile().await;
        self.right.count(range, filter, live_at).await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        meanwhile().await;
        match self.fault {
            Fault::ChecksNothing => self.right.commit(vec![], writes).await,
            Fault::ChecksTooEarly => {
                self.right.commit(checks, vec![]).await?;
                meanwhile().await;
                self.right.commit(vec![], writes).await
            }
            Fault::WritesAtSeveralMoments => {
                self.right.commit(checks, vec![]).await?;
                for write in writes {
                    self.right.commit(vec![], vec![write]).await?;
                    meanwhile().await;
                }
                Ok(())
            }
            Fault::AnswersTooEarly => {
                self.right.commit(checks.clone(), vec![]).await?;
                let right = Arc::clone(&self.right);
                tokio::spawn(async move {
                    meanwhile().await;
                    right.commit(checks, writes).await
                });
                Ok(())
            }
            Fault::RefusesWhatIsDone if checks.len() == 2 => {
                self.right.commit(checks, writes).await?;
                Err(StoreError::Conflict)
            }
            _ => self.right.commit(checks, writes).await,
        }
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        let more = if self.is(Fault::SweepsTooMuch) { 5 } else { 0 };
        self.right.sweep(now + more).await
    }
}

/// How many histories it takes to find a fault out.
async fn found_out_after(fault: Fault) -> Option<usize> {
    let right = Arc::new(Memory::new());
    let store: Store = Arc::new(Wrong { right, fault });
    for number in 0..HISTORIES {
        let records = History::of(&store, number).await.records;
        if !order::exists(&records) {
            return Some(number + 1);
        }
    }
    None
}

macro_rules! found_out {
    ($($fault:ident $name:ident;)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
        async fn $name() {
            let after = found_out_after(Fault::$fault).await;
            println!("{:?}: {after:?} histories", Fault::$fault);
            assert!(after.is_some(), "every history was explained");
        }
    )+};
}

found_out! {
    ChecksNothing a_store_that_checks_nothing_is_found_out;
    ChecksTooEarly a_store_that_checks_too_early_is_found_out;
    ReadsAtSeveralMoments a_store_that_reads_at_several_moments_is_found_out;
    ScansAtTwoMoments a_store_that_scans_at_two_moments_is_found_out;
    MissesTheLastKey a_store_that_misses_a_key_is_found_out;
    WritesAtSeveralMoments a_store_that_writes_at_several_moments_is_found_out;
    AnswersTooEarly a_store_that_answers_too_early_is_found_out;
    RefusesWhatIsDone a_store_that_refuses_what_it_has_done_is_found_out;
    ShowsWhatIsOver a_store_that_shows_what_is_over_is_found_out;
    SweepsTooMuch a_store_that_sweeps_too_much_is_found_out;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_merely_slow_store_passes() {
    assert_eq!(found_out_after(Fault::None).await, None);
}
