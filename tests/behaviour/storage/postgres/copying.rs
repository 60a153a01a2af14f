//! A database that is being filled from another store.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use vestibule::storage::{
    Document, Portable, Postgres, PostgresOptions, Storage, StoreError, Summing, Write,
};

use crate::kit::postgres::{self, database};

fn document(key: &str) -> Document {
    Document {
        key: key.to_owned(),
        value: "{}".to_owned(),
        expires_at: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_excludes_other_writers() {
    let url = database();
    let target = postgres::open(&url, 1).await.unwrap();
    let options = PostgresOptions {
        connections: 1,
        patience: Duration::from_millis(200),
    };
    let host = Postgres::open(&url, options).await.unwrap();

    let (give, given) = mpsc::channel(1);
    let (tell, sent) = oneshot::channel();
    let importing = tokio::spawn(async move { target.import(given, sent).await });
    // A channel with room for one takes the third when the target has taken the first.
    for key in ["a", "b", "c"] {
        give.send(vec![document(key)]).await.unwrap();
    }
    let write = vec![Write::Put(document("d"))];
    let refused = host.commit(vec![], write.clone()).await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );

    drop(give);
    let mut summing = Summing::default();
    for key in ["a", "b", "c"] {
        summing.add(&document(key));
    }
    tell.send(summing.finish()).unwrap();
    assert_eq!(importing.await.unwrap(), Ok(()));
    assert_eq!(host.commit(vec![], write).await, Ok(()));
}
