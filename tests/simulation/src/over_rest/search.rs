//! Searching.

use serde_json::{Map, Value, json};

use super::texts;
use crate::{
    model::{Approval, FoundPage, sign_up_status},
    operation::search::Criteria,
    outcome::Reply,
};

pub(super) fn input(ust: &str, criteria: &Criteria) -> Value {
    json!({
        "ust": ust,
        "user_id": criteria.user_id,
        "username": criteria.username,
        "email": criteria.email,
        "display_name": criteria.display_name,
        "first_name": criteria.first_name,
        "name_op": criteria.is_any_name.map(|is_any| if is_any { "or" } else { "and" }),
        "is_name_exact": criteria.is_exact,
        "sign_up_status": criteria.is_confirmed.map(sign_up_status),
        "approval_status": criteria.approval.map(Approval::stored),
        "cur_page": criteria.cur_page,
        "page_size": criteria.page_size,
    })
}

pub(super) fn reply(fields: &Map<String, Value>) -> Reply {
    let people = texts(fields.get("result"), Some("user_id"));
    Reply::Found(FoundPage {
        total: fields
            .get("total")
            .and_then(Value::as_u64)
            .unwrap_or(u64::MAX),
        people: people.into_iter().map(|id| (id, None)).collect(),
    })
}
