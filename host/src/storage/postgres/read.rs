//! The three kinds of reads. Each is a single statement and so reads one state of the store.

use futures_util::{TryStreamExt as _, pin_mut};
use tokio_postgres::{Error, Row, types::Type};

use super::{Postgres, predicate::Predicate, readable};
use crate::storage::{
    filter,
    types::{Clause, Entry, KeyRange, Page, StoreError},
    versions,
};

const GET: &str = "SELECT key, value, version FROM sso_document WHERE key = ANY ($1)";

impl Postgres {
    /// The entries of some keys, in the order of the keys.
    pub(super) async fn read(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError> {
        let found: Vec<Entry> = self
            .repeatedly(|connection| async move {
                let statement = connection.prepare_cached(GET).await?;
                let rows = connection.query(&statement, &[&keys]).await?;
                rows.iter().map(entry).collect()
            })
            .await?;
        let of = |key: &String| found.iter().find(|entry| entry.key == *key).cloned();
        Ok(keys.iter().map(of).collect())
    }

    /// A page of the entries of a range that match a filter.
    pub(super) async fn page(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        if !readable::can_filter(filter) {
            return Ok(self.filtered(range, filter, page).await?.0);
        }
        let mut predicate = Predicate::new(range, filter, page.live_at);
        let limit = predicate.bind(i64::from(page.limit), Type::INT8);
        let offset = predicate.bind(i64::from(page.offset), Type::INT8);
        let direction = if page.reverse { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT key, value, version FROM sso_document WHERE {} \
             ORDER BY {} {direction} LIMIT {limit} OFFSET {offset}",
            predicate.sql, predicate.order
        );
        self.select(&sql, &predicate).await
    }

    /// How many entries of a range match a filter.
    pub(super) async fn number(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        if !readable::can_filter(filter) {
            let none = Page {
                limit: 0,
                offset: 0,
                reverse: false,
                live_at,
            };
            return Ok(self.filtered(range, filter, none).await?.1);
        }
        let predicate = Predicate::new(range, filter, live_at);
        let sql = format!("SELECT count(*) FROM sso_document WHERE {}", predicate.sql);
        let (sql, predicate) = (&sql, &predicate);
        self.repeatedly(|connection| async move {
            let rows = connection.query_typed(sql, &predicate.bound()).await?;
            let count = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
            Ok(i64::cast_unsigned(count))
        })
        .await
    }

    /// Reads a whole range and filters it here, for filters that the database cannot evaluate. Only
    /// the entries of the page are kept in memory.
    async fn filtered(
        &self,
        range: &KeyRange,
        clauses: &[Clause],
        page: Page,
    ) -> Result<(Vec<Entry>, u64), StoreError> {
        let predicate = &Predicate::new(range, &[], page.live_at);
        let direction = if page.reverse { "DESC" } else { "ASC" };
        let sql = &format!(
            "SELECT key, value, version FROM sso_document WHERE {} ORDER BY key {direction}",
            predicate.sql
        );
        let (offset, limit) = (u64::from(page.offset), u64::from(page.limit));
        let wanted = offset..offset + limit;
        self.repeatedly(|connection| {
            let wanted = wanted.clone();
            async move {
                let rows = connection.query_typed_raw(sql, predicate.bound()).await?;
                pin_mut!(rows);
                let (mut entries, mut matching) = (Vec::new(), 0);
                while let Some(row) = rows.try_next().await? {
                    let entry = entry(&row)?;
                    if filter::matches(clauses, &entry.value) {
                        if wanted.contains(&matching) {
                            entries.push(entry);
                        }
                        matching += 1;
                    }
                }
                Ok((entries, matching))
            }
        })
        .await
    }

    async fn select(&self, sql: &str, predicate: &Predicate) -> Result<Vec<Entry>, StoreError> {
        self.repeatedly(|connection| async move {
            let rows = connection.query_typed(sql, &predicate.bound()).await?;
            rows.iter().map(entry).collect()
        })
        .await
    }
}

fn entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry {
        key: row.try_get(0)?,
        value: row.try_get(1)?,
        version: versions::text(row.try_get(2)?),
    })
}
