//! Export and import of all documents.
//!
//! Each uses a connection of its own, without the time limits of the others. An export is a single
//! statement and therefore one state of the store. An import is one transaction that locks the
//! table against other writers.

use async_trait::async_trait;
use futures_util::{TryStreamExt as _, pin_mut};
use tokio::sync::{
    mpsc::{Receiver, Sender},
    oneshot,
};
use tokio_postgres::{Client, Error, GenericClient, Row, Statement, Transaction};

use super::{
    Postgres,
    address::Address,
    commit::seconds,
    failure::{self, Meaning},
    readable,
};
use crate::storage::{
    limits,
    portable::{MoveError, Outgoing, Portable, Summary, Summing},
    types::{Document, StoreError},
};

const EVERYTHING: &str = "SELECT key, value, expires_at FROM sso_document ORDER BY key";

const TAKE_IN: &str = "
    INSERT INTO sso_document (key, value, version, expires_at, readable)
    SELECT key, value, nextval('sso_version'), expires_at, readable::jsonb
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
        AS document (key, value, expires_at, readable)";

#[async_trait]
impl Portable for Postgres {
    async fn export(&self, to: Sender<Vec<Document>>) -> Result<Summary, MoveError> {
        let client = connect(self.address()).await?;
        let mut outgoing = Outgoing::default();
        let rows = client
            .query_raw(EVERYTHING, Vec::<i64>::new())
            .await
            .map_err(of)?;
        pin_mut!(rows);
        while let Some(row) = rows.try_next().await.map_err(of)? {
            if let Some(batch) = outgoing.add(document(&row).map_err(of)?) {
                to.send(batch).await.map_err(|_| MoveError::Abandoned)?;
            }
        }
        let (last, summary) = outgoing.finish();
        to.send(last).await.map_err(|_| MoveError::Abandoned)?;
        Ok(summary)
    }

    async fn import(
        &self,
        from: Receiver<Vec<Document>>,
        sent: oneshot::Receiver<Summary>,
    ) -> Result<(), MoveError> {
        let mut client = connect(self.address()).await?;
        let transaction = client.transaction().await.map_err(of)?;
        // If this fails, the transaction is dropped and so rolled back.
        fill(&transaction, from).await?;
        let stored = sum_up(&transaction).await.map_err(of)?;
        match sent.await {
            Err(_) => Err(MoveError::Abandoned),
            Ok(sent) if sent != stored => Err(MoveError::Different { sent, stored }),
            Ok(_) => transaction.commit().await.map_err(|error| {
                MoveError::Store(match failure::meaning(&error) {
                    Meaning::Lost => StoreError::Unknown,
                    Meaning::Conflicting | Meaning::Refused => failure::unavailable(&error),
                })
            }),
        }
    }
}

/// Durable, and without time limits, because the other store may be slow.
const SETTINGS: &str = "
    SET synchronous_commit = 'on';
    SET statement_timeout = 0;
    SET idle_in_transaction_session_timeout = 0";

async fn connect(address: &Address) -> Result<Client, MoveError> {
    let connecting = address.connect().await;
    let client = connecting.map_err(|error| StoreError::Unavailable(format!("{error:#}")))?;
    client.batch_execute(SETTINGS).await.map_err(of)?;
    Ok(client)
}

async fn fill(
    transaction: &Transaction<'_>,
    mut from: Receiver<Vec<Document>>,
) -> Result<(), MoveError> {
    transaction
        .batch_execute("LOCK TABLE sso_document IN EXCLUSIVE MODE")
        .await
        .map_err(of)?;
    let is_empty: bool = transaction
        .query_one("SELECT NOT EXISTS (SELECT FROM sso_document)", &[])
        .await
        .and_then(|row| row.try_get(0))
        .map_err(of)?;
    if !is_empty {
        return Err(MoveError::NotEmpty);
    }
    let statement = transaction.prepare(TAKE_IN).await.map_err(of)?;
    while let Some(batch) = from.recv().await {
        for document in &batch {
            limits::document(document)?;
        }
        take_in(transaction, &statement, batch).await.map_err(of)?;
    }
    Ok(())
}

async fn take_in(
    transaction: &Transaction<'_>,
    statement: &Statement,
    batch: Vec<Document>,
) -> Result<u64, Error> {
    let (mut keys, mut values, mut times, mut readables) = (vec![], vec![], vec![], vec![]);
    for document in batch {
        readables.push(readable::beside(&document.value).map(|members| members.to_string()));
        keys.push(document.key);
        values.push(document.value);
        times.push(document.expires_at.map(seconds));
    }
    transaction
        .execute(statement, &[&keys, &values, &times, &readables])
        .await
}

async fn sum_up(client: &impl GenericClient) -> Result<Summary, Error> {
    let mut summing = Summing::default();
    let rows = client.query_raw(EVERYTHING, Vec::<i64>::new()).await?;
    pin_mut!(rows);
    while let Some(row) = rows.try_next().await? {
        summing.add(&document(&row)?);
    }
    Ok(summing.finish())
}

fn document(row: &Row) -> Result<Document, Error> {
    Ok(Document {
        key: row.try_get(0)?,
        value: row.try_get(1)?,
        expires_at: row.try_get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
    })
}

fn of(error: Error) -> MoveError {
    MoveError::Store(failure::unavailable(&error))
}
