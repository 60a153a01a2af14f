//! Many at the same moment, on one host or on several.

use std::sync::Arc;

use tokio::task::JoinSet;
use vestibule::{
    settings::SecretText,
    storage::{Memory, Storage},
    types::CreateRequest,
};

use crate::kit::{KEY, PASSWORD, Reply, World, both_stores};

const OTHER_KEY: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

async fn over(storage: &Arc<dyn Storage>) -> World {
    let world = World::builder(|builder| builder.storage = Arc::clone(storage));
    world.build().await
}

/// 429 or 503, for a second.
#[track_caller]
fn comes_back_at_once(reply: &Reply) {
    assert!([429, 503].contains(&reply.status), "{reply:?}");
    assert_eq!(reply.headers["retry-after"], "1", "{reply:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_guesses_beyond_the_limit_are_not_hashed() {
    let (_directory, stores) = both_stores();
    for storage in stores {
        let world = Arc::new(over(&storage).await);
        world.approved("ann").await;
        let mut guesses = JoinSet::new();
        for _ in 0..200 {
            let world = Arc::clone(&world);
            guesses.spawn(async move { world.guess("ann").await });
        }
        let replies = guesses.join_all().await;
        let hashed = replies.iter().filter(|reply| reply.status == 403).count();
        assert!((1..=10).contains(&hashed), "{hashed}");
        world.guesses("ann", 10 - hashed).await;
        world.login("ann").await.waits(60);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_burst_of_correct_logins_no_account_has_to_wait() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let world = Arc::new(over(&storage).await);
    world.approved("ann").await;
    for _ in 0..3 {
        let mut logins = JoinSet::new();
        for _ in 0..64 {
            let world = Arc::clone(&world);
            logins.spawn(async move { world.login("ann").await });
        }
        let replies = logins.join_all().await;
        let (done, surplus): (Vec<_>, Vec<_>) =
            replies.iter().partition(|reply| reply.status == 200);
        assert!(done.len() >= 8, "{}", done.len());
        surplus.into_iter().for_each(comes_back_at_once);
        world.login("ann").await.ok();
    }
    assert!(world.keys("wait/").await.is_empty());
    assert!(world.keys("attempt/account/").await.is_empty());
    assert!(world.keys("attempt/pair/").await.is_empty());
    assert!(world.keys("attempt/source/").await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_users_behind_one_address_log_in_at_once() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let world = Arc::new(over(&storage).await);
    let mut logins = JoinSet::new();
    for number in 0..64 {
        let request = CreateRequest {
            username: format!("person{number}"),
            password: Some(PASSWORD.to_owned()),
            ..CreateRequest::default()
        };
        world.make(&request).await;
    }
    for number in 0..64 {
        let world = Arc::clone(&world);
        logins.spawn(async move { world.login(&format!("person{number}")).await });
    }
    for reply in logins.join_all().await {
        reply.ok();
    }
}

/// In the middle of a rotation they do not encrypt with the same key.
#[tokio::test]
async fn hosts_count_together() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let host = |keys: [&str; 2], seed| {
        let keys = keys.map(|key| SecretText(key.to_owned()));
        World::builder(|builder| {
            builder.storage = Arc::clone(&storage);
            builder.settings.set_keys(keys);
            builder.seed = seed;
        })
    };
    let one = host([KEY, OTHER_KEY], 1).build().await;
    let other = host([OTHER_KEY, KEY], 2).build().await;
    one.approved("ann").await;
    one.guesses("ann", 5).await;
    other.guesses("ann", 5).await;
    for world in [one, other] {
        world.login("ann").await.waits(60);
    }
}
