//! Attributes: one by its name, or many in `data`.

use serde_json::{Map, Value, json};

use super::{texts, time};
use crate::{
    model::SeenAttribute,
    operation::{
        By,
        attributes::{How, Input, OnAttributes, Owner, What},
    },
    outcome::Reply,
};

/// The expiration time of an attribute that does not expire.
const NEVER: &str = "9999-12-31T00:00:00";

/// `None` for a request that JSON cannot express.
pub(super) fn input(asked: &OnAttributes) -> Option<(&'static str, &'static str, Value)> {
    let By::Ust(by) = &asked.by else {
        return None;
    };
    let mut fields = match &asked.owner {
        Owner::User(user_id) => json!({"ust": by, "user_id": user_id}),
        Owner::Session(ust) => json!({"current_ust": by, "target_ust": ust}),
    };
    let (method, path) = match (&asked.what, &asked.owner) {
        (What::Names, Owner::User(_)) => ("GET", "/user/attr/names"),
        (What::Names, Owner::Session(_)) => ("GET", "/session/attr/names"),
        (What::Exists(_), Owner::User(_)) => ("GET", "/user/attr/exists"),
        (What::Exists(_), Owner::Session(_)) => ("GET", "/session/attr/exists"),
        (what, Owner::User(_)) => (method(what), "/user/attr"),
        (what, Owner::Session(_)) => (method(what), "/session/attr"),
    };
    match &asked.what {
        What::Names => {}
        What::Delete(names) | What::Exists(names) => fields["data"] = json!(names),
        What::Get { names, decrypt } => {
            fields["data"] = json!(names);
            fields["decrypt"] = json!(decrypt);
        }
        What::Write(_, inputs) => {
            let elements: Option<Vec<Value>> = inputs.iter().map(element).collect();
            fields["data"] = json!(elements?);
        }
    }
    Some((method, path, fields))
}

fn method(what: &What) -> &'static str {
    match what {
        What::Write(How::Create, _) => "POST",
        What::Write(How::Update, _) => "PATCH",
        What::Write(How::Set, _) => "PUT",
        What::Delete(_) => "DELETE",
        What::Get { .. } | What::Exists(_) | What::Names => "GET",
    }
}

fn element(input: &Input) -> Option<Value> {
    let value = match &input.value {
        Some(json) => serde_json::from_str(json).ok()?,
        None => Value::Null,
    };
    Some(json!({
        "name": input.name,
        "value": value,
        "expiration": input.expiration,
        "encrypt": input.encrypt,
        "user_id": input.user_id,
    }))
}

pub(super) fn reply(asked: &OnAttributes, fields: &Map<String, Value>) -> Reply {
    let result = fields.get("result").unwrap_or(&Value::Null);
    match &asked.what {
        What::Write(..) | What::Delete(_) => Reply::Nothing,
        What::Get { names, decrypt } => {
            let seen = names.iter().map(|name| see(&result[name], *decrypt));
            Reply::Seen(seen.collect())
        }
        What::Exists(names) => {
            let exist = names.iter().map(|name| result[name] == json!(true));
            Reply::Seen(format!("{:?}", exist.collect::<Vec<_>>()))
        }
        What::Names => Reply::Seen(format!("{:?}", texts(Some(result), None))),
    }
}

fn see(attribute: &Value, decrypt: bool) -> String {
    if attribute["found"] != json!(true) {
        return "none;".to_owned();
    }
    let moment = |name: &str| attribute[name].as_str().unwrap_or_default();
    let value = attribute["value"].to_string();
    let is_encrypted = attribute["is_encrypted"] == json!(true);
    let is_sealed = attribute["value"].is_string() && !value.contains(' ');
    let expiration = Some(moment("expiration_time")).filter(|moment| *moment != NEVER);
    let seen = SeenAttribute {
        value: (!(is_encrypted && !decrypt && is_sealed)).then_some(&value),
        is_encrypted,
        created: time(moment("creation_time")),
        modified: time(moment("last_modified")),
        expiration: expiration.map(time),
    };
    seen.to_string()
}
