//! Several hosts on the same data.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use vestibule::storage::{Memory, Storage};

use crate::kit::{State, World, caller, postgres, set_state};

const HOUR: Duration = Duration::from_secs(3_600);

/// A host of many: the same data, clock and key.
async fn host(storage: &Arc<dyn Storage>, first: Option<&World>) -> World {
    let world = World::builder(|builder| {
        builder.storage = Arc::clone(storage);
        builder.settings.is_delivery_configured = true;
        if let Some(first) = first {
            builder.clock = first.clock.clone();
            builder.seed = 2;
        }
    });
    world.build().await
}

#[tokio::test]
async fn a_session_that_one_host_ends_is_refused_by_the_other_at_once() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let one = host(&storage, None).await;
    let other = host(&storage, Some(&one)).await;
    let user_id = one.approved("ann").await;
    let (first, second) = (one.ust("ann").await, other.ust("ann").await);
    for world in [&one, &other] {
        for ust in [&first, &second] {
            assert!(world.is_open(ust).await);
        }
    }
    other.sso.logout(&caller(), &first).await.unwrap();
    assert!(!one.is_open(&first).await);
    one.advance(HOUR / 2);
    other.sso.renew(&caller(), &second).await.unwrap();
    one.advance(HOUR / 2);
    assert!(one.is_open(&second).await);
    set_state(&*storage, &user_id, State::Locked).await;
    for world in [&one, &other] {
        let found = world.sso.verify(&caller(), &second).await.unwrap();
        assert!(found.is_none());
    }
}

const PEOPLE: usize = 60;

/// Several hosts, each with connections of its own, on one database.
async fn hosts_on_postgres() -> Vec<World> {
    let url = postgres::database();
    let mut hosts: Vec<World> = Vec::new();
    for _ in 0..3 {
        let storage: Arc<dyn Storage> = Arc::new(postgres::open(&url, 4).await.unwrap());
        let another = host(&storage, hosts.first()).await;
        hosts.push(another);
    }
    for number in 0..PEOPLE {
        let signed_up = hosts[0].signup(&format!("user{number}")).await;
        signed_up.ok();
    }
    hosts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_two_hosts_hold_the_same_message() {
    let hosts = hosts_on_postgres().await;
    let claim = |host: &World| {
        let sso = host.sso.clone();
        tokio::spawn(async move {
            let mut messages = Vec::new();
            // A call that loses every race is told to try again.
            while messages.len() < PEOPLE {
                match sso.claim_messages(7, 60).await {
                    Ok(some) if some.is_empty() => break,
                    Ok(some) => messages.extend(some),
                    Err(vestibule::Error::Busy) => {}
                    Err(other) => panic!("{other:?}"),
                }
            }
            messages
        })
    };
    let claiming: Vec<_> = hosts.iter().map(claim).collect();
    let mut recipients = Vec::new();
    for claimed in claiming {
        recipients.extend(claimed.await.unwrap().into_iter().map(|message| message.to));
    }
    assert_eq!(recipients.len(), PEOPLE);
    let different: BTreeSet<_> = recipients.into_iter().collect();
    assert_eq!(different.len(), PEOPLE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hosts_may_sweep_at_the_same_time() {
    let hosts = hosts_on_postgres().await;
    let before = hosts[0].stored().await.len();
    hosts[0].advance(400 * 24 * HOUR);
    let sweep = |host: &World| {
        let sso = host.sso.clone();
        tokio::spawn(async move { sso.sweep().await.unwrap() })
    };
    let sweeping: Vec<_> = hosts.iter().map(sweep).collect();
    let mut removed = 0;
    for swept in sweeping {
        removed += swept.await.unwrap();
    }
    // Only the notes of secret keys and layout never expire.
    assert_eq!(hosts[0].keys("").await, ["key-check", "layout"]);
    assert_eq!(removed as usize, before - 2);
}
