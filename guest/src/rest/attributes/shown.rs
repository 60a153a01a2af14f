//! The attributes that a call returns.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::{contract::attributes::Attribute, rest::users::iso};

/// The expiration time of an attribute that does not expire.
const NEVER: &str = "9999-12-31T00:00:00";

/// Output of get.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(in crate::rest) enum GetOutput {
    One(FoundAttribute),
    Many(FoundAttributes),
}

/// One attribute. If it does not exist, the object has only `found`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct FoundAttribute {
    found: bool,
    #[serde(flatten)]
    attribute: Option<Described>,
}

/// Many attributes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct FoundAttributes {
    /// By name.
    pub(super) result: BTreeMap<String, FoundAttribute>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Described {
    name: String,
    value: Value,
    creation_time: String,
    last_modified: String,
    expiration_time: String,
    is_encrypted: bool,
}

impl FoundAttribute {
    pub(super) fn of(attribute: Option<Attribute>) -> Self {
        Self {
            found: attribute.is_some(),
            attribute: attribute.map(|attribute| Described {
                name: attribute.name,
                value: serde_json::from_str(&attribute.value_json).unwrap_or_default(),
                creation_time: iso(&attribute.creation_time),
                last_modified: iso(&attribute.last_modified),
                expiration_time: match &attribute.expiration_time {
                    Some(moment) => iso(moment),
                    None => NEVER.to_owned(),
                },
                is_encrypted: attribute.is_encrypted,
            }),
        }
    }
}

/// Output of exists.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct ExistsOutput {
    pub(super) result: OneOrMany,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(in crate::rest) enum OneOrMany {
    One(bool),
    /// By name.
    Many(BTreeMap<String, bool>),
}
