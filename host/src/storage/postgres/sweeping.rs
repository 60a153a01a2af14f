//! Removing what has expired, and forgetting old commits.
//!
//! A sweep has a connection of its own: it may take longer than anybody else has patience for.

use tokio_postgres::{Client, types::ToSql};

use super::{
    ATTEMPTS,
    address::Address,
    commit::seconds,
    failure::{self, Meaning},
    no_answer, pause,
};
use crate::storage::types::StoreError;

/// A sweep removes at least so many documents at once, if there are so many.
const SWEPT_AT_ONCE: u64 = 500;

const FORGOTTEN_AT_ONCE: u64 = 10_000;

/// All that expire in the second of the last one of a batch go with it.
const SWEEP: &str = "
    DELETE FROM sso_document WHERE expires_at <= coalesce((
        SELECT expires_at FROM sso_document WHERE expires_at <= $1
        ORDER BY expires_at LIMIT 1 OFFSET $2
    ), $1)";

/// Nobody asks for a commit that long after it. So many go at once.
const FORGET_COMMITS: &str = "
    DELETE FROM sso_commit WHERE id IN (
        SELECT id FROM sso_commit WHERE at < now() - interval '1 hour' LIMIT $1
    )";

/// What expires in the same second goes at once, however much it is.
const SETTINGS: &str = "
    SET default_transaction_isolation = 'serializable';
    SET enable_seqscan = off;
    SET statement_timeout = '10min'";

/// Removes what has expired by `now`; says how much.
pub(super) async fn sweep(address: &Address, now: u64) -> Result<u64, StoreError> {
    let client = address.connect().await.map_err(|_| no_answer())?;
    let told = client.batch_execute(SETTINGS).await;
    told.map_err(|error| failure::unavailable(&error))?;
    let (now, last) = (seconds(now), (SWEPT_AT_ONCE - 1).cast_signed());
    let swept = all(&client, SWEEP, &[&now, &last], SWEPT_AT_ONCE).await;
    let at_once = FORGOTTEN_AT_ONCE.cast_signed();
    if let Err(error) = all(&client, FORGET_COMMITS, &[&at_once], FORGOTTEN_AT_ONCE).await {
        tracing::warn!(?error, "cannot forget old commits");
    }
    swept
}

/// Runs a statement over and over until it changes fewer rows than it does at once; says how many
/// it has changed in all.
async fn all(
    client: &Client,
    statement: &str,
    parameters: &[&(dyn ToSql + Sync)],
    at_once: u64,
) -> Result<u64, StoreError> {
    let (mut changed, mut in_the_way) = (0, 0);
    loop {
        match client.execute(statement, parameters).await {
            Ok(some) if some < at_once => return Ok(changed + some),
            Ok(some) => changed += some,
            Err(error)
                if failure::meaning(&error) == Meaning::InTheWay && in_the_way < ATTEMPTS =>
            {
                pause(in_the_way).await;
                in_the_way += 1;
            }
            Err(error) => return Err(failure::unavailable(&error)),
        }
    }
}
