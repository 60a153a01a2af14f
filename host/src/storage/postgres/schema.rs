//! The tables, and the version of the schema.
//!
//! All names begin with `sso_`, so that other tables may be in the same database. `sso_schema`
//! contains how many of the steps below the database has taken. Missing steps are taken in one
//! transaction that first waits for a lock and then reads the number again: any number of hosts may
//! start at once, and one that is killed at any statement has changed nothing.

use anyhow::{Context as _, bail};
use tokio_postgres::{Client, Transaction};

use crate::storage::Migration;

/// "Vstb": a number that other programs are unlikely to use for a lock.
const LOCK: i64 = 0x5673_7462;

/// Never changed once released, only added to: `sso_schema` counts them.
const STEPS: &[&str] = &[include_str!("schema/1.sql")];

/// Brings a database to the newest schema.
pub(super) async fn migrate(client: &mut Client) -> anyhow::Result<Migration> {
    require_unicode(client).await?;
    warn_if_forgetful(client).await?;
    let after = STEPS.len();
    if steps_taken(client).await? == Some(after) {
        let before = after;
        return Ok(Migration { before, after });
    }
    // Building an index may take long.
    client.batch_execute("SET statement_timeout = 0").await?;
    let transaction = client
        .build_transaction()
        .isolation_level(tokio_postgres::IsolationLevel::ReadCommitted)
        .start()
        .await?;
    let before = take_steps(&transaction).await?;
    transaction.commit().await?;
    Ok(Migration { before, after })
}

/// The database must store every text, and order keys by the bytes of UTF-8.
async fn require_unicode(client: &Client) -> anyhow::Result<()> {
    let row = client.query_one("SHOW server_encoding", &[]).await?;
    match row.try_get(0)? {
        "UTF8" => Ok(()),
        other => bail!("the encoding of the database is {other}, but has to be UTF8"),
    }
}

/// A server with `fsync` off may lose commits that it has acknowledged. Only its operator can change
/// that.
async fn warn_if_forgetful(client: &Client) -> anyhow::Result<()> {
    let row = client.query_one("SHOW fsync", &[]).await?;
    if row.try_get::<_, &str>(0)? == "off" {
        tracing::warn!("the database server's fsync is off: a power failure may destroy all data");
    }
    Ok(())
}

/// `None` if there is no store; an error if a newer version wrote it.
pub(super) async fn steps_taken(client: &Client) -> anyhow::Result<Option<usize>> {
    let row = client
        .query_one("SELECT to_regclass('sso_schema') IS NOT NULL", &[])
        .await?;
    if !row.try_get::<_, bool>(0)? {
        return Ok(None);
    }
    let row = client
        .query_opt("SELECT steps FROM sso_schema", &[])
        .await?;
    row.map(|row| known(row.try_get(0)?)).transpose()
}

async fn take_steps(transaction: &Transaction<'_>) -> anyhow::Result<usize> {
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    transaction
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS sso_schema (
                 one boolean PRIMARY KEY DEFAULT true CHECK (one),
                 steps bigint NOT NULL
             );
             INSERT INTO sso_schema (steps) VALUES (0) ON CONFLICT DO NOTHING",
        )
        .await?;
    let row = transaction
        .query_one("SELECT steps FROM sso_schema", &[])
        .await?;
    let before = known(row.try_get(0)?)?;
    for (number, step) in STEPS.iter().enumerate().skip(before) {
        transaction
            .batch_execute(step)
            .await
            .with_context(|| format!("step {} of the schema failed", number + 1))?;
    }
    let steps = i64::try_from(STEPS.len())?;
    transaction
        .execute("UPDATE sso_schema SET steps = $1", &[&steps])
        .await?;
    Ok(before)
}

fn known(steps: i64) -> anyhow::Result<usize> {
    match usize::try_from(steps) {
        Ok(steps) if steps <= STEPS.len() => Ok(steps),
        _ => bail!("a newer Vestibule has written this database"),
    }
}
