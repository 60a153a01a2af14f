//! Commits per second, through the store alone, next to what the disk does at the time.
//!
//! A commit waits for the disk, and the time depends on the machine and on other processes that write: rates
//! of two runs are not comparable if the disk's own rates are not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use anyhow::Result;
use vestibule::storage::{Check, Document, Storage, StoreError, Write};

use crate::{
    ROUND, ROUNDS, native,
    place::Place,
    table::{Series, Table},
};

/// Each begins its next commit when it has the answer to the one before.
const WRITERS: [usize; 3] = [1, 8, 64];
/// Odd, so that multiplying by it meets every number once; and far from any pattern.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let places = [Place::on_sqlite()?, Place::on_postgres()?];
    let stores = [places[0].storage().await?, places[1].storage().await?];
    let mut disk = Series::default();
    for writers in WRITERS {
        let mut rates = [Series::default(), Series::default()];
        for _ in 0..ROUNDS {
            disk.add(tokio::task::spawn_blocking(|| native::sync_rate(ROUND)).await??);
            for (store, rates) in stores.iter().zip(&mut rates) {
                rates.add(rate(store, writers).await?);
            }
        }
        for (place, rates) in places.iter().zip(&rates) {
            let name = place.name();
            let row = format!("commits per second with writers: {writers}, {name}");
            table.row(&row, rates);
        }
    }
    table.row("bare writes per second that the disk confirms", &disk);
    Ok(())
}

async fn rate(store: &Arc<dyn Storage>, writers: usize) -> Result<f64> {
    let began = Instant::now();
    let writers: Vec<_> = (0..writers)
        .map(|_| tokio::spawn(write(Arc::clone(store), began)))
        .collect();
    let mut commits = 0.0;
    for writer in writers {
        commits += writer.await??;
    }
    Ok(commits / began.elapsed().as_secs_f64())
}

/// Commits until the round is over; returns how often.
async fn write(store: Arc<dyn Storage>, began: Instant) -> Result<f64> {
    let mut commits = 0.0;
    while began.elapsed() < ROUND {
        let done = commit_one(store.as_ref()).await;
        done.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        commits += 1.0;
    }
    Ok(commits)
}

/// One small document that must not be there, somewhere among the others.
async fn commit_one(store: &dyn Storage) -> Result<(), StoreError> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let key = format!("commit/{:016x}", number.wrapping_mul(SPREAD));
    let check = Check {
        key: key.clone(),
        version: None,
    };
    let put = Write::Put(Document {
        key,
        value: format!(r#"{{"number":{number}}}"#),
        expires_at: None,
    });
    store.commit(vec![check], vec![put]).await
}
