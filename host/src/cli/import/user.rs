//! One user of the file: a line of JSON. `docs/importing-users.md` describes the keys.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use vestibule::types::{ApprovalStatus, AttributeInput, Datetime, ImportedAccount};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct User {
    id: String,
    username: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    first_name: Option<String>,
    #[serde(default)]
    middle_name: Option<String>,
    #[serde(default)]
    last_name: Option<String>,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    is_super_user: bool,
    #[serde(default)]
    is_locked: bool,
    #[serde(default)]
    approval_status: Approval,
    #[serde(default)]
    sign_up_time: Option<Time>,
    #[serde(default)]
    password_hash: Option<String>,
    #[serde(default)]
    password_last_set: Option<Time>,
    #[serde(default)]
    password_expiry: Option<Time>,
    #[serde(default)]
    password_must_change: bool,
    #[serde(default)]
    is_totp_enabled: bool,
    #[serde(default)]
    totp_key: Option<String>,
    #[serde(default)]
    totp_label: Option<String>,
    #[serde(default)]
    is_rate_limit_active: bool,
    #[serde(default)]
    rate_limit_def: Option<String>,
    #[serde(default)]
    attributes: BTreeMap<String, Value>,
    #[serde(default)]
    encrypted_attributes: BTreeMap<String, Value>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Approval {
    BeforeDecision,
    #[default]
    Approved,
    Rejected,
}

/// A moment of RFC 3339, or without an offset, as Zato writes it: then it is UTC.
struct Time(Datetime);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = match DateTime::parse_from_rfc3339(&text) {
            Ok(moment) => moment.to_utc(),
            Err(_) => text
                .parse::<NaiveDateTime>()
                .map_err(|_| de::Error::custom("not a time"))?
                .and_utc(),
        };
        let seconds = u64::try_from(moment.timestamp())
            .map_err(|_| de::Error::custom("a time before 1970"))?;
        Ok(Self(Datetime {
            seconds,
            nanoseconds: moment.timestamp_subsec_nanos(),
        }))
    }
}

/// Parses a line. The error says which key is wrong, and does not repeat a value.
pub(super) fn parse(line: &[u8]) -> Result<ImportedAccount, String> {
    // serde would accept an array of the values, too.
    if line.trim_ascii_start().first() != Some(&b'{') {
        return Err("not a JSON object".to_owned());
    }
    let mut json = serde_json::Deserializer::from_slice(line);
    let user: User = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        explain(&path, error.inner())
    })?;
    json.end()
        .map_err(|_| "more than one JSON value".to_owned())?;
    Ok(account(user))
}

fn explain(path: &str, error: &serde_json::Error) -> String {
    if !error.is_data() {
        return format!("not valid JSON at column {}", error.column());
    }
    let text = error.to_string();
    let names_a_key = ["unknown field", "missing field", "duplicate field"];
    match text.split(", expected").next() {
        Some(text) if names_a_key.iter().any(|kind| text.starts_with(kind)) => {
            let text = text.split(" at line").next().unwrap_or(text);
            text.replace("field", "key")
        }
        _ => format!("{path}: the value is not one of this key"),
    }
}

fn account(user: User) -> ImportedAccount {
    let time = |time: Option<Time>| time.map(|time| time.0);
    let attributes = inputs(user.attributes, false);
    ImportedAccount {
        user_id: user.id,
        username: user.username,
        email: user.email,
        email_verified: user.email_verified,
        display_name: user.display_name,
        first_name: user.first_name,
        middle_name: user.middle_name,
        last_name: user.last_name,
        locale: user.locale,
        is_super_user: user.is_super_user,
        is_locked: user.is_locked,
        approval_status: match user.approval_status {
            Approval::BeforeDecision => ApprovalStatus::BeforeDecision,
            Approval::Approved => ApprovalStatus::Approved,
            Approval::Rejected => ApprovalStatus::Rejected,
        },
        sign_up_time: time(user.sign_up_time),
        password_hash: user.password_hash,
        password_last_set: time(user.password_last_set),
        password_expiry: time(user.password_expiry),
        password_must_change: user.password_must_change,
        is_totp_enabled: user.is_totp_enabled,
        totp_key: user.totp_key,
        totp_label: user.totp_label,
        is_rate_limit_active: user.is_rate_limit_active,
        rate_limit_def: user.rate_limit_def,
        attributes: attributes
            .chain(inputs(user.encrypted_attributes, true))
            .collect(),
    }
}

fn inputs(
    attributes: BTreeMap<String, Value>,
    encrypt: bool,
) -> impl Iterator<Item = AttributeInput> {
    attributes
        .into_iter()
        .map(move |(name, value)| AttributeInput {
            name,
            value_json: Some(value.to_string()),
            expiration: None,
            encrypt: Some(encrypt),
            user_id: None,
        })
}
