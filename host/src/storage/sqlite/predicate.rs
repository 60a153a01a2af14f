//! A range and a filter, as SQL.
//!
//! Only the shape of a filter becomes part of the statement; its names and texts are bound as
//! parameters. The meaning is that of `storage/filter.rs`, and tests compare the two.

use rusqlite::types::Value;

use super::transaction::seconds;
use crate::storage::types::{Clause, Condition, KeyRange, Test};

/// A condition on documents, with the values of its parameters.
pub(super) struct Predicate {
    /// Goes after `WHERE`.
    pub(super) sql: String,
    /// The values of `?1`, `?2` and so on.
    pub(super) bound: Vec<Value>,
}

impl Predicate {
    /// The documents of a range that match a filter and, with `live_at`, have not expired by then.
    pub(super) fn new(range: &KeyRange, filter: &[Clause], live_at: Option<u64>) -> Self {
        let mut predicate = Self {
            sql: String::new(),
            bound: Vec::new(),
        };
        let start = predicate.bind(range.start.clone());
        let end = predicate.bind(range.end.clone());
        let clauses: Vec<String> = filter
            .iter()
            .map(|clause| predicate.any_of(clause))
            .collect();
        predicate.sql = format!("key >= {start} AND key < {end}");
        if let Some(at) = live_at {
            let at = predicate.bind(seconds(at));
            predicate.sql += &format!(" AND (expires_at IS NULL OR expires_at > {at})");
        }
        if !clauses.is_empty() {
            // JSON functions fail on a text that is not JSON. CASE is evaluated in order; AND may not
            // be.
            let all = clauses.join(" AND ");
            predicate.sql +=
                &format!(" AND CASE WHEN json_valid(document.value) THEN {all} ELSE 0 END");
        }
        predicate
    }

    /// Adds a value and returns its parameter, such as `?1`.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.bound.push(value.into());
        format!("?{}", self.bound.len())
    }

    fn any_of(&mut self, clause: &Clause) -> String {
        let conditions: Vec<String> = clause.any_of.iter().map(|each| self.holds(each)).collect();
        if conditions.is_empty() {
            "0".to_owned()
        } else {
            format!("({})", conditions.join(" OR "))
        }
    }

    /// Not `json_extract`: it expects a path and not a name, and finds `"a"` in `{"a\u0000b":1}`.
    fn holds(&mut self, condition: &Condition) -> String {
        let name = self.bind(condition.field.clone());
        let text = self.bind(condition.text.clone());
        let member = format!(
            "(SELECT CASE type WHEN 'text' THEN atom END FROM json_each(document.value) \
             WHERE json_each.key = {name} LIMIT 1)"
        );
        match condition.test {
            Test::Equals => format!("{member} = {text}"),
            Test::Contains => format!("instr({member}, {text}) > 0"),
        }
    }
}
