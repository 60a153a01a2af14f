//! The contents of one attribute, its changes, and the view of it.

use std::{collections::BTreeMap, fmt};

use crate::operation::attributes::{How, Input, What};

const SECOND: u64 = 1_000_000;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribute {
    /// JSON.
    pub(crate) value: String,
    pub(crate) is_encrypted: bool,
    pub(crate) created: u64,
    pub(crate) modified: u64,
    /// When it expires by its own expiration.
    pub(crate) expiration: Option<u64>,
    /// When it expires, by its own expiration or with its session.
    pub(crate) expires_at: Option<u64>,
}

impl Attribute {
    pub(crate) fn lives(&self, now: u64) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }

    pub(super) fn new(input: &Input, end_of_owner: Option<u64>, now: u64) -> Self {
        let expiration = end_of(input, now);
        Self {
            value: input.value.clone().unwrap_or("null".to_owned()),
            is_encrypted: input.encrypt.unwrap_or(false),
            created: now,
            modified: now,
            expiration,
            expires_at: first(expiration, end_of_owner),
        }
    }

    /// The changed contents; `None` if nothing changes.
    pub(super) fn changed(
        &self,
        input: &Input,
        how: How,
        end_of_owner: Option<u64>,
        now: u64,
    ) -> Option<Self> {
        let value = match how {
            How::Update => input.value.clone().filter(|value| !is_empty(value)),
            _ => Some(input.value.clone().unwrap_or("null".to_owned())),
        };
        if value.is_none() && input.expiration.is_none() && input.encrypt.is_none() {
            return None;
        }
        let expiration = end_of(input, now).or(self.expiration);
        Some(Self {
            value: value.unwrap_or_else(|| self.value.clone()),
            is_encrypted: input.encrypt.unwrap_or(self.is_encrypted),
            created: self.created,
            modified: now,
            expiration,
            expires_at: first(expiration, end_of_owner),
        })
    }
}

/// The view of one attribute.
pub(crate) struct SeenAttribute<'a> {
    /// JSON; `None` if it is not decrypted.
    pub(crate) value: Option<&'a str>,
    pub(crate) is_encrypted: bool,
    pub(crate) created: u64,
    pub(crate) modified: u64,
    pub(crate) expiration: Option<u64>,
}

impl fmt::Display for SeenAttribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.unwrap_or("?");
        let (created, modified) = (self.created, self.modified);
        write!(f, "{value} {} {created} {modified}", self.is_encrypted)?;
        write!(f, " {:?};", self.expiration)
    }
}

/// The answer to a read, if this is the whole result.
pub(super) fn show(what: &What, found: &BTreeMap<&str, &Attribute>) -> String {
    let seen = |name: &String, decrypt: bool| match found.get(name.as_str()) {
        None => "none;".to_owned(),
        Some(attribute) => SeenAttribute {
            value: (decrypt || !attribute.is_encrypted).then_some(&attribute.value),
            is_encrypted: attribute.is_encrypted,
            created: attribute.created,
            modified: attribute.modified,
            expiration: attribute.expiration,
        }
        .to_string(),
    };
    match what {
        What::Write(..) | What::Delete(_) => String::new(),
        What::Get { names, decrypt } => names.iter().map(|name| seen(name, *decrypt)).collect(),
        What::Exists(names) => {
            let exists: Vec<bool> = names
                .iter()
                .map(|name| found.contains_key(name.as_str()))
                .collect();
            format!("{exists:?}")
        }
        What::Names => format!("{:?}", found.keys().collect::<Vec<_>>()),
    }
}

/// `null`, `false`, zero, or an empty text, list or object.
fn is_empty(json: &str) -> bool {
    ["null", "false", "0", "0.0", "\"\"", "[]", "{}"].contains(&json)
}

fn end_of(input: &Input, now: u64) -> Option<u64> {
    let seconds = u64::try_from(input.expiration?).ok()?;
    Some(now + seconds * SECOND)
}

pub(super) fn first(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}
