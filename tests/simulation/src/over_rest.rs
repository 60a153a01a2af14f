//! Operations over REST: JSON in, JSON out, through routes and parsers.

mod attributes;
mod search;

use std::str::FromStr;

use chrono::NaiveDateTime;
use serde_json::{Map, Value, json};
use vestibule_guest::{
    contract::{
        rest::{Request, Response},
        sessions::Which,
        types::Caller,
    },
    platform::Platform,
    rest,
};

use crate::{
    model::{Approval, NOBODY, sign_up_status},
    operation::{By, Operation},
    outcome::{Outcome, Reply},
};

/// `None` for an operation that REST does not offer.
pub(crate) fn perform_over_rest(
    platform: &dyn Platform,
    caller: &Caller,
    operation: &Operation,
) -> Option<Outcome> {
    let (method, path, mut input) = input(operation)?;
    if let Value::Object(fields) = &mut input {
        fields.insert("current_app".to_owned(), json!("CRM"));
        fields.retain(|_, value| !value.is_null());
    }
    let request = Request {
        method: method.to_owned(),
        path: format!("/zato/sso{path}"),
        query: None,
        headers: Vec::new(),
        body: input.to_string().into_bytes(),
        caller: caller.clone(),
        signup_verdict: None,
    };
    Some(outcome(operation, &rest::handle(platform, &request)))
}

fn input(operation: &Operation) -> Option<(&'static str, &'static str, Value)> {
    Some(match operation {
        Operation::SignUp(new) => {
            let input = json!({
                "username": new.username,
                "password": new.password,
                "email": new.email,
                "app_list": [new.app],
                "locale": new.locale,
            });
            ("POST", "/user/signup", input)
        }
        Operation::Confirm { token } => (
            "POST",
            "/user/signup/confirm",
            json!({"confirm_token": token}),
        ),
        Operation::Disown { token } => (
            "POST",
            "/user/signup/disown",
            json!({"confirm_token": token}),
        ),
        Operation::Approve {
            by: By::Ust(ust),
            user_id,
        } => (
            "POST",
            "/user/approve",
            json!({"ust": ust, "user_id": user_id}),
        ),
        Operation::Reject {
            by: By::Ust(ust),
            user_id,
            reason,
        } => {
            let input = json!({"ust": ust, "user_id": user_id, "reason": reason});
            ("POST", "/user/signup/reject", input)
        }
        Operation::Login {
            username,
            password,
            code,
            new_password,
        } => {
            let input = json!({
                "username": username,
                "password": password,
                "totp_code": code,
                "new_password": new_password,
            });
            ("POST", "/user/login", input)
        }
        Operation::Logout { ust } => ("POST", "/user/logout", json!({"ust": ust})),
        Operation::End { ust, which } => {
            let (key, value) = match which {
                Which::One(id) => ("session_id", json!(id)),
                Which::All => ("all", json!(true)),
                Which::AllButCurrent => ("all_but_current", json!(true)),
            };
            ("DELETE", "/user/session", json!({"ust": ust, key: value}))
        }
        Operation::VerifyAs {
            by: By::Ust(current),
            ust,
        } => {
            let input = json!({"current_ust": current, "target_ust": ust});
            ("POST", "/user/session", input)
        }
        Operation::Lock {
            by: By::Ust(ust),
            user_id,
        } => (
            "POST",
            "/user/lock",
            json!({"ust": ust, "user_id": user_id}),
        ),
        Operation::Unlock {
            by: By::Ust(ust),
            user_id,
        } => (
            "DELETE",
            "/user/lock",
            json!({"ust": ust, "user_id": user_id}),
        ),
        Operation::Delete {
            by: By::Ust(ust),
            user_id,
        } => ("DELETE", "/user", json!({"ust": ust, "user_id": user_id})),
        Operation::ChangePassword {
            by: By::Ust(ust),
            user_id,
            old,
            new,
            must_change,
        } => {
            let input = json!({
                "ust": ust,
                "user_id": user_id,
                "old_password": old,
                "new_password": new,
                "must_change": must_change,
            });
            ("PATCH", "/user/password", input)
        }
        // A null member would be omitted, and would not clear the address.
        Operation::Update {
            by: By::Ust(ust),
            user_id,
            changes,
        } if changes.email != Some(None) && changes.password_expiry.is_none() => {
            let input = json!({
                "ust": ust,
                "user_id": user_id,
                "username": changes.username,
                "email": changes.email,
                "display_name": changes.display_name,
                "first_name": changes.first_name,
                "locale": changes.locale,
                "approval_status": changes.approval.map(Approval::stored),
                "sign_up_status": changes.is_confirmed.map(sign_up_status),
                "is_totp_enabled": changes.is_totp_enabled,
                "is_locked": changes.is_locked,
                "password_must_change": changes.must_change,
            });
            ("PATCH", "/user", input)
        }
        Operation::Pending { by: By::Ust(ust) } => {
            let input = json!({"ust": ust, "page_size": 100});
            ("GET", "/user/signup", input)
        }
        Operation::Search {
            by: By::Ust(ust),
            criteria,
        } => ("POST", "/user/search", search::input(ust, criteria)),
        Operation::ResetTotp {
            by: By::Ust(ust),
            user_id,
            key,
        } => {
            let input = json!({"ust": ust, "user_id": user_id, "totp_key": key});
            ("PATCH", "/user/totp", input)
        }
        Operation::Attributes(asked) => attributes::input(asked)?,
        _ => return None,
    })
}

fn outcome(operation: &Operation, response: &Response) -> Outcome {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
    let none = Map::new();
    let fields = body.as_object().unwrap_or(&none);
    let text = |name: &str| {
        let value = fields.get(name).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let is_error = fields.get("status") == Some(&json!("error"));
    match response.status {
        503 => Outcome::Unserved,
        403 | 200 if is_error => Outcome::Refused(texts(fields.get("sub_status"), None)),
        200 => Outcome::Done(match operation {
            Operation::SignUp(_) => Reply::SignedUp(text("confirm_token")),
            Operation::Login { .. } => {
                Reply::Session(text("ust"), text("user_id"), time(&text("expiration_time")))
            }
            Operation::ResetTotp { .. } => Reply::Key(text("totp_key")),
            Operation::VerifyAs { .. } => Reply::Seen(match fields.get("is_valid") {
                Some(Value::Bool(true)) => "valid".to_owned(),
                _ => NOBODY.to_owned(),
            }),
            Operation::Pending { .. } => Reply::Waiting(texts(Some(&body), Some("user_id"))),
            Operation::Search { .. } => search::reply(fields),
            Operation::Attributes(asked) => attributes::reply(asked, fields),
            _ => Reply::Nothing,
        }),
        status => Outcome::Malformed(format!("status {status}")),
    }
}

/// The texts of a list, or of a field of its members.
fn texts(list: Option<&Value>, field: Option<&str>) -> Vec<String> {
    let members = list.and_then(Value::as_array).into_iter().flatten();
    members
        .filter_map(|member| {
            field
                .map_or(Some(member), |field| member.get(field))?
                .as_str()
        })
        .map(ToOwned::to_owned)
        .collect()
}

/// `2026-01-31T12:00:00.000001`, in microseconds since 1970.
fn time(iso: &str) -> u64 {
    let date = NaiveDateTime::from_str(iso).unwrap_or_default();
    u64::try_from(date.and_utc().timestamp_micros()).unwrap_or(0)
}
