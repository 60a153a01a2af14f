//! Data that was written before there was a search.

use super::*;
use crate::kit::{Fault, Faulty, KEY};

/// People in every state, and what is filed for them.
async fn populated(storage: &Arc<dyn Storage>, clock: &SteppedClock) -> Vec<(String, String)> {
    let world = host(storage, clock, &[KEY]).await;
    world.super_user().await;
    make(&world, &person("ann", "Ann")).await;
    world.signup("unconfirmed").await.ok();
    world.confirmed("waiting").await;
    world.approved("approved").await;
    let rejected = world.confirmed("rejected").await;
    let (caller, operator) = (caller(), Authority::Operator);
    let done = world.sso.reject(&caller, &operator, &rejected, None);
    done.await.unwrap();
    // So that ann is filed by name.
    forget(&**storage).await;
    host(storage, clock, &[KEY]).await;
    let filed = filed(&**storage).await;
    assert_eq!(filed.len(), 5);
    filed
}

async fn filed(storage: &dyn Storage) -> Vec<(String, String)> {
    let entries = stored(storage, "user-by-name/").await.into_iter();
    entries.map(|entry| (entry.key, entry.value)).collect()
}

async fn layout(storage: &dyn Storage) -> Option<Value> {
    let entries = storage.get(vec!["layout".to_owned()]).await.unwrap();
    let entry = entries.into_iter().next().flatten()?;
    Some(serde_json::from_str(&entry.value).unwrap())
}

#[tokio::test]
async fn new_data_has_the_layout_at_once() {
    let world = World::new().await;
    assert_eq!(layout(&*world.storage).await, Some(json!({"version": 1})));
    assert_eq!(world.keys("").await, ["key-check", "layout"]);
    let before = world.stored().await;
    host(&world.storage, &world.clock, &[KEY]).await;
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn what_is_missing_is_written_at_the_next_start() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let clock = SteppedClock::default();
    let before = populated(&storage, &clock).await;
    forget(&*storage).await;
    assert_eq!(filed(&*storage).await, []);
    let world = host(&storage, &clock, &[KEY]).await;
    assert_eq!(filed(&*storage).await, before);
    assert_eq!(layout(&*storage).await, Some(json!({"version": 1})));
    // What is wrong is written over, and what cannot be understood is in nobody's way.
    put(&*storage, &before[0].0, "{}").await;
    put(&*storage, "user/zusr1", json!({"user_id": 1})).await;
    put(&*storage, "user/zusr2", json!({"user_id": "zusr3"})).await;
    world
        .storage
        .commit(vec![], vec![Write::Delete("layout".to_owned())])
        .await
        .unwrap();
    host(&storage, &clock, &[KEY]).await;
    assert_eq!(filed(&*storage).await, before);
}

/// An expired sign-up is absent; nothing brings it back.
#[tokio::test]
async fn what_has_expired_is_left_out() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let clock = SteppedClock::default();
    let before = populated(&storage, &clock).await;
    forget(&*storage).await;
    clock.advance(Duration::from_secs(8 * 24 * 3_600));
    host(&storage, &clock, &[KEY]).await;
    let after = filed(&*storage).await;
    assert_eq!(after.len(), before.len() - 1);
    assert!(after.iter().all(|one| before.contains(one)));
}

/// What is written expires with its sign-up.
#[tokio::test]
async fn an_unconfirmed_sign_up_ends_as_ever() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let clock = SteppedClock::default();
    populated(&storage, &clock).await;
    forget(&*storage).await;
    let world = host(&storage, &clock, &[KEY]).await;
    clock.advance(Duration::from_secs(8 * 24 * 3_600));
    assert_eq!(search(&world, SearchRequest::default()).await.total, 4);
    world.sso.sweep().await.unwrap();
    assert_eq!(filed(&*storage).await.len(), 4);
}

#[tokio::test]
async fn it_may_be_interrupted_anywhere_and_repeated() {
    for fault in [
        Fault::Unavailable,
        Fault::UnknownBefore,
        Fault::UnknownAfter,
        Fault::Conflict,
    ] {
        let mut interruptions = 0;
        for skip in 0.. {
            let inner: Arc<dyn Storage> = Arc::new(Memory::new());
            let clock = SteppedClock::default();
            let before = populated(&inner, &clock).await;
            forget(&*inner).await;
            let faulty = Faulty::over(Arc::clone(&inner));
            let storage: Arc<dyn Storage> = Arc::new(faulty.clone());
            faulty.fail_once_after(skip, fault);
            let builder = World::builder(|builder| {
                builder.storage = Arc::clone(&storage);
                builder.clock = clock.clone();
            });
            let interrupted = builder.try_build().await.is_err();
            let calls = faulty.calls();
            interruptions += usize::from(interrupted);
            let is_done = filed(&*inner).await == before;
            let layout_is_there = layout(&*inner).await.is_some();
            assert!(!layout_is_there || is_done, "{fault:?} after {skip}");
            host(&inner, &clock, &[KEY]).await;
            assert_eq!(filed(&*inner).await, before, "{fault:?} after {skip}");
            assert!(layout(&*inner).await.is_some());
            if calls <= skip {
                break;
            }
        }
        match fault {
            Fault::Conflict => assert_eq!(interruptions, 0, "it is tried again"),
            Fault::Unavailable => assert!(interruptions >= 5, "{interruptions}"),
            _ => assert!(interruptions >= 2, "{fault:?}: {interruptions}"),
        }
    }
}

#[tokio::test]
async fn several_hosts_may_start_at_once() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let clock = SteppedClock::default();
    let before = populated(&storage, &clock).await;
    forget(&*storage).await;
    let hosts = (0..8).map(|_| {
        let (storage, clock) = (Arc::clone(&storage), clock.clone());
        tokio::spawn(async move { host(&storage, &clock, &[KEY]).await })
    });
    for host in hosts.collect::<Vec<_>>() {
        host.await.unwrap();
    }
    assert_eq!(filed(&*storage).await, before);
}

#[tokio::test]
async fn data_of_a_newer_version_is_not_served() {
    let world = World::new().await;
    put(&*world.storage, "layout", json!({"version": 2})).await;
    let builder = World::builder(|builder| builder.storage = Arc::clone(&world.storage));
    let error = match builder.try_build().await {
        Ok(_) => panic!("it serves"),
        Err(error) => format!("{error:#}"),
    };
    assert!(error.contains("newer version"), "{error}");
    assert_eq!(layout(&*world.storage).await, Some(json!({"version": 2})));
}
