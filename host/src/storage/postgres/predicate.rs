//! A range and a filter, as SQL.
//!
//! Nothing that was asked for becomes part of the statement, only its shape does; everything else
//! is bound. The meaning is that of `storage/filter.rs`, and the tests run both.

use std::ops::Range;

use serde_json::json;
use tokio_postgres::types::{ToSql, Type};

use super::commit::seconds;
use crate::storage::types::{Clause, Condition, KeyRange, Test};

/// The members of a document; the same words as those of the index `sso_document_members`.
const MEMBERS: &str = "coalesce(readable, value::jsonb)";

/// The keys of the documents that are in that index. A search through all of them is written out,
/// not bound, or the database would not know that the index has all of them.
const SEARCHED: Range<&str> = "user-by-name/".."user-by-name0";

type Parameter = Box<dyn ToSql + Sync + Send>;

/// A condition on documents, with what is bound to its parameters.
pub(super) struct Predicate {
    /// Goes after `WHERE`.
    pub(super) sql: String,
    /// Goes after `ORDER BY`.
    pub(super) order: &'static str,
    bound: Vec<(Parameter, Type)>,
}

impl Predicate {
    /// The documents of a range that match a filter and, if it is asked, live on at a moment.
    pub(super) fn new(range: &KeyRange, filter: &[Clause], live_at: Option<u64>) -> Self {
        let mut predicate = Self {
            sql: String::new(),
            order: "key",
            bound: Vec::new(),
        };
        let mut sql = if SEARCHED == (&*range.start..&*range.end) {
            if filter.iter().any(asks_for_equality) {
                // Few are found, by the index; this order keeps the database from passing through
                // all in the order of the keys instead.
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

    /// Adds a value and says by which parameter it is known.
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
            // Only this form of the question can use the index.
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
