//! The attributes to write: one, or many.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    contract::attributes::AttributeInput,
    rest::input::{Flag, Text, Whole, given},
};

/// Input of create, update and set: one attribute, or many in `data`.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct Written {
    name: Option<Text>,
    value: Option<Value>,
    /// Also the default for the attributes in `data`.
    expiration: Option<Whole>,
    /// Also the default for the attributes in `data`.
    encrypt: Option<Flag>,
    data: Option<Vec<Element>>,
}

/// One attribute of many.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct Element {
    #[serde(default)]
    name: Text,
    value: Option<Value>,
    expiration: Option<Whole>,
    encrypt: Option<Flag>,
    user_id: Option<Text>,
}

impl Written {
    /// If both are given, `name` is used and `data` ignored. Without either the list is empty, which
    /// the rules refuse.
    pub(super) fn inputs(self) -> Vec<AttributeInput> {
        let elements = match given(self.name) {
            None => self.data.unwrap_or_default(),
            Some(name) => vec![Element {
                name: Text(name),
                value: self.value,
                expiration: None,
                encrypt: None,
                user_id: None,
            }],
        };
        let seconds = |whole: Option<Whole>| whole.and_then(|whole| whole.0);
        let outer = seconds(self.expiration);
        let encrypt = self.encrypt;
        let input = |element: Element| AttributeInput {
            name: element.name.0,
            value_json: element.value.map(|value| value.to_string()),
            expiration: seconds(element.expiration).or(outer),
            encrypt: element.encrypt.or(encrypt).map(|flag| flag.0),
            user_id: given(element.user_id),
        };
        elements.into_iter().map(input).collect()
    }
}
