//! A range and a filter, as SQL.
//!
//! Only the shape of a filter becomes part of the statement; its names and texts are bound as
//! parameters. The meaning is that of `storage/filter.rs`, and tests compare the two.

use std::ops::Range;

use serde_json::json;
use tokio_postgres::types::{ToSql, Type};

use super::commit::seconds;
use crate::storage::types::{Clause, Condition, KeyRange, Test};

/// The members of a document; the same expression as that of the index `sso_document_members`.
const MEMBERS: &str = "coalesce(readable, value::jsonb)";

/// The keys of the documents in that index. In a search through all of them they are written into the
/// statement and not bound; otherwise the database would not know that it can use the index.
const SEARCHED: Range<&str> = "user-by-name/".."user-by-name0";

type Parameter = Box<dyn ToSql + Sync + Send>;

/// A condition on documents, with the values of its parameters.
pub(super) struct Predicate {
    /// Goes after `WHERE`.
    pub(super) sql: String,
    /// Goes after `ORDER BY`.
    pub(super) order: &'static str,
    bound: Vec<(Parameter, Type)>,
}

impl Predicate {
    /// The documents of a range that match a filter and, with `live_at`, have not expired by then.
    pub(super) fn new(range: &KeyRange, filter: &[Clause], live_at: Option<u64>) -> Self {
        let mut predicate = Self {
            sql: String::new(),
            order: "key",
            bound: Vec::new(),
        };
        let mut sql = if SEARCHED == (&*range.start..&*range.end) {
            if filter.iter().any(asks_for_equality) {
                // The index finds few documents. This order keeps the database from reading all of
                // them in the order of the keys instead.
                predicate.order = "key || ''";
            }
            format!("key >= '{}' AND key < '{}'", SEARCHED.start, SEARCHED.end)
        } else {
            let start = predicate.bind(range.start.clone(), Type::TEXT);
            let end = predicate.bind(range.end.clone(), Type::TEXT);
            format!("key >= {start} AND key < {end}")
        };
        if let Some(at) = live_at {
            let at = predicate.bind(seconds(at), Type::INT8);
            sql += &format!(" AND (expires_at IS NULL OR expires_at > {at})");
        }
        for clause in filter {
            sql += &format!(" AND {}", predicate.any_of(clause));
        }
        predicate.sql = sql;
        predicate
    }

    /// Adds a value and returns its parameter, such as `$1`.
    pub(super) fn bind(&mut self, value: impl ToSql + Sync + Send + 'static, of: Type) -> String {
        self.bound.push((Box::new(value), of));
        format!("${}", self.bound.len())
    }

    /// The values of `$1`, `$2` and so on.
    pub(super) fn bound(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        self.bound
            .iter()
            .map(|(value, of)| (&**value as &(dyn ToSql + Sync), of.clone()))
            .collect()
    }

    fn any_of(&mut self, clause: &Clause) -> String {
        let conditions: Vec<String> = clause.any_of.iter().map(|each| self.holds(each)).collect();
        if conditions.is_empty() {
            "false".to_owned()
        } else {
            format!("({})", conditions.join(" OR "))
        }
    }

    fn holds(&mut self, condition: &Condition) -> String {
        match condition.test {
            // Only this form of the condition can use the index.
            Test::Equals => {
                let member = json!({ &condition.field: &condition.text });
                let member = self.bind(member.to_string(), Type::TEXT);
                format!("{MEMBERS} @> {member}::text::jsonb")
            }
            Test::Contains => {
                let name = self.bind(condition.field.clone(), Type::TEXT);
                let text = self.bind(condition.text.clone(), Type::TEXT);
                format!(
                    "(SELECT jsonb_typeof(member) = 'string' AND strpos(member #>> '{{}}', {text}) > 0 \
                     FROM (SELECT {MEMBERS} -> {name} AS member OFFSET 0) AS looked_up)"
                )
            }
        }
    }
}

fn asks_for_equality(clause: &Clause) -> bool {
    let conditions = &clause.any_of;
    !conditions.is_empty() && conditions.iter().all(|each| each.test == Test::Equals)
}
