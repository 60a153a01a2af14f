//! A check raises no false alarm while others are at work.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use vestibule::storage::{
    Check, Clause, Entry, KeyRange, Memory, Page, Storage, StoreError, Write,
};

use super::{Data, OLD, World, caller, healthy::populate};

const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Storage in which something happens just before a read of several keys.
pub(crate) struct Meddled {
    pub(crate) inner: Arc<dyn Storage>,
    /// How many reads come first, and what happens.
    pub(crate) next: Mutex<Option<(usize, Meanwhile)>>,
}

#[async_trait]
impl Storage for Meddled {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        let due = {
            let mut next = self.next.lock().unwrap();
            match next.take() {
                Some((0, meanwhile)) => Some(meanwhile),
                Some((reads, meanwhile)) => {
                    *next = Some((reads - 1, meanwhile));
                    None
                }
                None => None,
            }
        };
        if let Some(meanwhile) = due {
            meanwhile.await;
        }
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
        self.inner.commit(checks, writes).await
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        self.inner.sweep(now).await
    }
}

/// Checks while `act` happens, at each of the moments between two reads.
async fn overtaken<F: Future<Output = ()> + Send + 'static>(act: impl Fn(Arc<World>) -> F) {
    for reads in 0.. {
        let inner: Arc<dyn Storage> = Arc::new(Memory::new());
        let storage = Arc::new(Meddled {
            inner: Arc::clone(&inner),
            next: Mutex::new(None),
        });
        let checked = Data::over(Arc::clone(&storage) as Arc<dyn Storage>);
        let checker = checked.host(&[OLD]).await;
        let mut served = Data::over(inner);
        served.clock = checked.clock.clone();
        let server = Arc::new(served.host(&[OLD]).await);
        populate(&server).await;
        let meanwhile: Meanwhile = Box::pin(act(Arc::clone(&server)));
        *storage.next.lock().unwrap() = Some((reads, meanwhile));
        let mut found = Vec::new();
        let checked = checker.sso.check_storage(|defect| found.push(defect)).await;
        checked.unwrap();
        assert!(found.is_empty(), "{reads}: {found:#?}");
        server.is_sound().await;
        if storage.next.lock().unwrap().is_some() {
            assert!(reads > 2, "{reads}");
            return;
        }
    }
}

async fn id(world: &World, name: &str) -> String {
    let pointer = world.document(&format!("username/{name}")).await;
    pointer["user_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn by_a_decision() {
    overtaken(|world| async move {
        world.approve(&id(&world, "waiting").await).await;
        world.reject(&id(&world, "second").await).await;
    })
    .await;
}

#[tokio::test]
async fn by_a_sign_up_and_its_confirmation() {
    overtaken(|world| async move {
        world.proven("zoe", "zoe@example.com").await;
        world.proven("aaron", "aaron@example.com").await;
    })
    .await;
}

#[tokio::test]
async fn by_a_login_and_a_logout() {
    overtaken(|world| async move {
        let ust = world.ust("ann").await;
        world.ust("unproven").await;
        world.sso.logout(&caller(), &ust).await.unwrap();
    })
    .await;
}

/// A document that existed at the first read has expired at the second.
#[tokio::test]
async fn by_the_end_of_a_sign_up() {
    overtaken(|world| async move {
        world.advance(8 * 24 * HOUR);
        world.signup("unconfirmed").await.ok();
        world.signup("nameless").await.ok();
    })
    .await;
}

#[tokio::test]
async fn by_the_sweep() {
    overtaken(|world| async move {
        world.advance(8 * 24 * HOUR);
        world.sso.sweep().await.unwrap();
    })
    .await;
}
