//! A commit as one statement, and so as one round trip and one transaction.
//!
//! The statement first tests every check, and does nothing if one does not hold. It also stores an ID
//! that only this commit has. If the reply is lost, [`has_happened`] looks for the ID. If it is not
//! there, it is stored as the ID of a commit that has not happened, and the database refuses the
//! commit if it still arrives. So asking again gives the same answer.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::{Error, types::ToSql};
use uuid::Uuid;

use super::{pool::Connection, readable};
use crate::storage::{
    types::{Check, Document, KeyRange, Write},
    versions,
};

/// Deletions leave out keys that are put afterwards, because a statement cannot change a row twice. Puts are
/// in the order of their keys, so that two commits do not deadlock.
const COMMIT: &str = "
    WITH verdict AS MATERIALIZED (
        SELECT NOT EXISTS (
            SELECT FROM unnest($2::text[], $3::bigint[]) AS checked (key, version)
            LEFT JOIN sso_document AS document ON document.key = checked.key
            WHERE document.version IS DISTINCT FROM checked.version
        ) AS holds
    ), noted AS (
        INSERT INTO sso_commit (id, has_happened) SELECT $1::uuid, true FROM verdict WHERE holds
    ), deleted AS (
        DELETE FROM sso_document AS document
        USING verdict, unnest($4::text[]) AS deleted (key)
        WHERE holds AND document.key = deleted.key
    ), deleted_ranges AS (
        DELETE FROM sso_document AS document
        USING verdict, unnest($5::text[], $6::text[]) AS deleted (first, after)
        WHERE holds AND document.key >= deleted.first AND document.key < deleted.after
            AND document.key <> ALL ($4::text[]) AND document.key <> ALL ($7::text[])
    ), put AS (
        INSERT INTO sso_document (key, value, version, expires_at, readable)
        SELECT document.key, value, nextval('sso_version'), expires_at, readable::jsonb
        FROM verdict, unnest($7::text[], $8::text[], $9::bigint[], $10::text[])
            WITH ORDINALITY AS document (key, value, expires_at, readable, place)
        WHERE holds
        ORDER BY place
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version,
            expires_at = excluded.expires_at, readable = excluded.readable
    )
    SELECT holds FROM verdict";

/// The parameters of the statement: what all checks and writes of a commit amount to.
pub(super) struct Commit {
    checked: Vec<String>,
    versions: Vec<Option<i64>>,
    deleted: Vec<String>,
    range_starts: Vec<String>,
    range_ends: Vec<String>,
    put: Vec<String>,
    values: Vec<String>,
    expire_at: Vec<Option<i64>>,
    readable: Vec<Option<String>>,
}

impl Commit {
    /// Computes what the writes, one after another, amount to.
    pub(super) fn new(checks: Vec<Check>, writes: Vec<Write>) -> Self {
        let mut put: BTreeMap<String, Document> = BTreeMap::new();
        let mut deleted = BTreeSet::new();
        let mut ranges = Vec::new();
        for write in writes {
            match write {
                Write::Put(document) => {
                    deleted.remove(&document.key);
                    put.insert(document.key.clone(), document);
                }
                Write::Delete(key) => {
                    put.remove(&key);
                    deleted.insert(key);
                }
                Write::DeleteRange(range) => {
                    put.retain(|key, _| !contains(&range, key));
                    ranges.push(range);
                }
            }
        }
        let (checked, versions) = checks
            .into_iter()
            .map(|check| (check.key, check.version.as_deref().map(versions::number)))
            .unzip();
        let (range_starts, range_ends) = ranges
            .into_iter()
            .map(|range| (range.start, range.end))
            .unzip();
        let mut commit = Self {
            checked,
            versions,
            deleted: deleted.into_iter().collect(),
            range_starts,
            range_ends,
            put: Vec::new(),
            values: Vec::new(),
            expire_at: Vec::new(),
            readable: Vec::new(),
        };
        for (key, document) in put {
            commit.put.push(key);
            let readable = readable::beside(&document.value);
            commit
                .readable
                .push(readable.map(|members| members.to_string()));
            commit.values.push(document.value);
            commit.expire_at.push(document.expires_at.map(seconds));
        }
        commit
    }

    /// Runs the commit in one round trip; returns `false` if a check does not hold.
    pub(super) async fn run(&self, connection: &Connection, id: Uuid) -> Result<bool, Error> {
        let statement = connection.prepare_cached(COMMIT).await?;
        let parameters: [&(dyn ToSql + Sync); 10] = [
            &id,
            &self.checked,
            &self.versions,
            &self.deleted,
            &self.range_starts,
            &self.range_ends,
            &self.put,
            &self.values,
            &self.expire_at,
            &self.readable,
        ];
        connection
            .query_one(&statement, &parameters)
            .await?
            .try_get(0)
    }
}

/// The update changes nothing; without it the statement would return no row.
const ASK: &str = "
    INSERT INTO sso_commit (id, has_happened) VALUES ($1, false)
    ON CONFLICT (id) DO UPDATE SET id = excluded.id
    RETURNING has_happened";

/// Whether a commit has happened. If it has not, it never will after this.
pub(super) async fn has_happened(connection: &Connection, id: Uuid) -> Result<bool, Error> {
    let statement = connection.prepare_cached(ASK).await?;
    connection.query_one(&statement, &[&id]).await?.try_get(0)
}

fn contains(range: &KeyRange, key: &String) -> bool {
    (&range.start..&range.end).contains(&key)
}

/// PostgreSQL's integers end in the year 292 billion; a later time is stored as that.
pub(super) fn seconds(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}
