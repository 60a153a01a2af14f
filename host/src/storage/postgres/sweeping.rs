//! Deletion of expired documents and of the IDs of old commits.
//!
//! A sweep uses a connection of its own, because it may take longer than the time limit of the
//! others.

use tokio_postgres::{Client, types::ToSql};

use super::{
    ATTEMPTS,
    address::Address,
    commit::seconds,
    failure::{self, Meaning},
    no_answer, pause,
};
use crate::storage::types::StoreError;

/// Minimum number of documents in a batch, except the last one.
const SWEPT_AT_ONCE: u64 = 500;

const FORGOTTEN_AT_ONCE: u64 = 10_000;

/// The documents that expire in the same second as the last one of a batch are in the same batch.
const SWEEP: &str = "
    DELETE FROM sso_document WHERE expires_at <= coalesce((
        SELECT expires_at FROM sso_document WHERE expires_at <= $1
        ORDER BY expires_at LIMIT 1 OFFSET $2
    ), $1)";

/// No host asks about a commit after that time. Deletes one batch.
const FORGET_COMMITS: &str = "
    DELETE FROM sso_commit WHERE id IN (
        SELECT id FROM sso_commit WHERE at < now() - interval '1 hour' LIMIT $1
    )";

/// The time limit is long, because everything that expires in one second is deleted at once.
const SETTINGS: &str = "
    SET default_transaction_isolation = 'serializable';
    SET enable_seqscan = off;
    SET statement_timeout = '10min'";

/// Deletes the documents that have expired by `now`; returns how many.
pub(super) async fn sweep(address: &Address, now: u64) -> Result<u64, StoreError> {
    let client = address.connect().await.map_err(|_| no_answer())?;
    let told = client.batch_execute(SETTINGS).await;
    told.map_err(|error| failure::unavailable(&error))?;
    let (now, last) = (seconds(now), (SWEPT_AT_ONCE - 1).cast_signed());
    let swept = all(&client, SWEEP, &[&now, &last], SWEPT_AT_ONCE).await;
    let at_once = FORGOTTEN_AT_ONCE.cast_signed();
    if let Err(error) = all(&client, FORGET_COMMITS, &[&at_once], FORGOTTEN_AT_ONCE).await {
        tracing::warn!(?error, "cannot delete the IDs of old commits");
    }
    swept
}

/// Runs a statement repeatedly until it changes fewer rows than `at_once`; returns how many it has
/// changed in all.
async fn all(
    client: &Client,
    statement: &str,
    parameters: &[&(dyn ToSql + Sync)],
    at_once: u64,
) -> Result<u64, StoreError> {
    let (mut changed, mut conflicts) = (0, 0);
    loop {
        match client.execute(statement, parameters).await {
            Ok(some) if some < at_once => return Ok(changed + some),
            Ok(some) => changed += some,
            Err(error)
                if failure::meaning(&error) == Meaning::Conflicting && conflicts < ATTEMPTS =>
            {
                pause(conflicts).await;
                conflicts += 1;
            }
            Err(error) => return Err(failure::unavailable(&error)),
        }
    }
}
