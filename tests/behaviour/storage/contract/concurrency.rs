//! Many at once: as if they had come one after another.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::timeout;

use super::*;

/// Long enough for anything; only a failing test meets it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads a number, adds one, and writes it back if it is unchanged; until it succeeds.
pub(super) async fn increment(store: Store, key: &str) {
    loop {
        let before = read(&store, key).await;
        let (check, number) = match &before {
            Some(entry) => (at(key, &entry.version), entry.value.parse::<u64>().unwrap()),
            None => (absent(key), 0),
        };
        let value = (number + 1).to_string();
        match store.commit(vec![check], vec![put(key, &value)]).await {
            Ok(()) => return,
            Err(StoreError::Conflict) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
}

pub(super) async fn no_increment_is_lost(store: Store) {
    let tasks: Vec<_> = (0..50)
        .map(|_| tokio::spawn(increment(Arc::clone(&store), "counter")))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(value(&store, "counter").await.as_deref(), Some("50"));
}

pub(super) async fn one_of_many_creates_a_key(store: Store) {
    let tasks: Vec<_> = (0..50)
        .map(|number: u32| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let create = vec![put("a", &number.to_string())];
                let created = store.commit(vec![absent("a")], create).await;
                assert!(created.is_ok() || is_conflict(&created));
                created.is_ok().then_some(number)
            })
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        winners.extend(task.await.unwrap());
    }
    assert_eq!(winners.len(), 1);
    assert_eq!(value(&store, "a").await, Some(winners[0].to_string()));
}

/// Two documents always change together; no read may see only one of them changed.
pub(super) async fn a_read_sees_all_of_a_commit_or_nothing(store: Store) {
    let both = |number: u32| ["a", "b"].map(|key| put(key, &number.to_string())).to_vec();
    write(&store, both(0)).await;
    let writer = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            for number in 1..=100 {
                store.commit(vec![], both(number)).await.unwrap();
            }
        })
    };
    while !writer.is_finished() {
        let read = store
            .get(vec!["a".to_owned(), "b".to_owned()])
            .await
            .unwrap();
        let values: Vec<_> = read.into_iter().map(|entry| entry.unwrap().value).collect();
        assert_eq!(values[0], values[1]);
        let scanned = all(&store).await;
        assert_eq!(scanned[0].value, scanned[1].value);
    }
    writer.await.unwrap();
}

/// Commits may share a transaction; those that fail must leave the others alone.
pub(super) async fn a_conflict_affects_no_other_commit(store: Store) {
    write(&store, vec![put("taken", "{}")]).await;
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let key = format!("{number:03}");
                let check = absent(if number % 2 == 0 { "free" } else { "taken" });
                let commit = store.commit(vec![check], vec![put(&key, "{}")]).await;
                assert_eq!(is_conflict(&commit), number % 2 == 1);
                assert_eq!(commit.is_ok(), number % 2 == 0);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut expected: Vec<_> = (0..100).step_by(2).map(|n| format!("{n:03}")).collect();
    expected.push("taken".to_owned());
    assert_eq!(all_keys(&store).await, expected);
}

/// The client hangs up: its future is polled once and dropped.
pub(super) async fn a_commit_completes_after_its_caller_is_gone(store: Store) {
    for number in 0..20 {
        let mut commit = pin!(store.commit(vec![], vec![put(&format!("{number:02}"), "{}")]));
        let polled = commit
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        assert!(!matches!(polled, Poll::Ready(Err(_))));
    }
    // In every order, and with any delay.
    let done = async {
        while all(&store).await.len() < 20 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, done).await.unwrap();
}
