//! A range and a filter, as SQL.
//!
//! Nothing that was asked for becomes part of the statement, only its shape does; everything else
//! is bound. The meaning is that of `storage/filter.rs`, and the tests run both.

use rusqlite::types::Value;

use super::transaction::seconds;
use crate::storage::types::{Clause, Condition, KeyRange, Test};

/// A condition on documents, with what is bound to its parameters.
pub(super) struct Predicate {
    /// Goes after `WHERE`.
    pub(super) sql: String,
    /// The values of `?1`, `?2` and so on.
    pub(super) bound: Vec<Value>,
}

impl Predicate {
    /// The documents of a range that match a filter and, if it is asked, live on at a moment.
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
            // CASE is evaluated in order, AND need not be: JSON functions fail on what is not JSON.
            let all = clauses.join(" AND ");
            predicate.sql +=
                &format!(" AND CASE WHEN json_valid(document.value) THEN {all} ELSE 0 END");
        }
        predicate
    }

    /// Adds a value and says by which parameter it is known.
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

    /// Not `json_extract`: it takes a path instead of a name, and finds `"a"` in `{"a\u0000b":1}`.
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
