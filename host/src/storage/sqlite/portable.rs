//! Export and import of all documents.
//!
//! An export is a single statement and therefore one state of the store. An import is one transaction
//! on a connection of its own and not a task of the writer, because it lasts as long as the other
//! store needs. Its pages are written to the log as they come, so memory stays bounded.

use std::path::Path;

use async_trait::async_trait;
use rusqlite::{Connection, Row};
use tokio::sync::{
    mpsc::{Receiver, Sender},
    oneshot,
};

use super::transaction::Transaction;
use super::{Sqlite, connection, failure};
use crate::storage::limits;
use crate::storage::portable::{MoveError, Outgoing, Portable, Summary, Summing};
use crate::storage::types::{Document, StoreError};

const EVERYTHING: &str = "SELECT key, value, expires_at FROM document ORDER BY key";

#[async_trait]
impl Portable for Sqlite {
    async fn export(&self, to: Sender<Vec<Document>>) -> Result<Summary, MoveError> {
        self.aside(move |connection| export(connection, &to))
            .await?
            .ok_or(MoveError::Abandoned)
    }

    async fn import(
        &self,
        from: Receiver<Vec<Document>>,
        sent: oneshot::Receiver<Summary>,
    ) -> Result<(), MoveError> {
        let file = self.file.clone();
        // Only the thread knows whether it has committed; if it panicked, the outcome is unknown.
        tokio::task::spawn_blocking(move || import(&file, from, sent))
            .await
            .unwrap_or(Err(MoveError::Store(StoreError::Unknown)))
    }
}

/// Sends all documents; `None` if the receiver was dropped.
fn export(
    connection: &Connection,
    to: &Sender<Vec<Document>>,
) -> rusqlite::Result<Option<Summary>> {
    let mut statement = connection.prepare(EVERYTHING)?;
    let mut rows = statement.query(())?;
    let mut outgoing = Outgoing::default();
    while let Some(row) = rows.next()? {
        if let Some(batch) = outgoing.add(document(row)?)
            && to.blocking_send(batch).is_err()
        {
            return Ok(None);
        }
    }
    let (last, summary) = outgoing.finish();
    Ok(to.blocking_send(last).is_ok().then_some(summary))
}

/// Imports all documents or none. After an error the connection is closed, and the transaction with
/// it.
fn import(
    file: &Path,
    mut from: Receiver<Vec<Document>>,
    sent: oneshot::Receiver<Summary>,
) -> Result<(), MoveError> {
    let connection = connection::open(file).map_err(|error| failure::unavailable(&error))?;
    let mut transaction = Transaction::begin(&connection)?;
    if !is_empty(&connection).map_err(|error| failure::unavailable(&error))? {
        return Err(MoveError::NotEmpty);
    }
    while let Some(batch) = from.blocking_recv() {
        take_in(&mut transaction, &batch)?;
    }
    let stored = sum_up(&connection).map_err(|error| failure::unavailable(&error))?;
    match sent.blocking_recv() {
        Err(_) => Err(MoveError::Abandoned),
        Ok(sent) if sent != stored => Err(MoveError::Different { sent, stored }),
        Ok(_) => Ok(transaction.commit()?),
    }
}

fn take_in(transaction: &mut Transaction<'_>, batch: &[Document]) -> Result<(), StoreError> {
    for document in batch {
        limits::document(document)?;
        transaction
            .put(document)
            .map_err(|error| failure::unavailable(&error))?;
    }
    Ok(())
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM document)", (), |row| {
        row.get(0)
    })
}

fn sum_up(connection: &Connection) -> rusqlite::Result<Summary> {
    let mut statement = connection.prepare(EVERYTHING)?;
    let mut rows = statement.query(())?;
    let mut summing = Summing::default();
    while let Some(row) = rows.next()? {
        summing.add(&document(row)?);
    }
    Ok(summing.finish())
}

fn document(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        key: row.get(0)?,
        value: row.get(1)?,
        expires_at: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
    })
}
