//! The names of attributes in an input: one, or many.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::rest::input::{Flag, Text, given, yes};

/// Input of get, exists and delete: one name, or many in `data`.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct Named {
    name: Option<Text>,
    #[serde(default)]
    data: Names,
    /// If absent: true.
    #[serde(default = "yes")]
    pub(super) decrypt: Flag,
}

/// Names, each as a text or as the `name` of an object. One alone counts as a list of one.
#[derive(Default)]
pub(in crate::rest) struct Names(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Plain(Text),
    Of { name: Text },
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = match Value::deserialize(deserializer)? {
            Value::Null => Vec::new(),
            Value::Array(values) => values,
            one => vec![one],
        };
        let names = values
            .into_iter()
            .map(|value| match Name::deserialize(value) {
                Ok(Name::Plain(name) | Name::Of { name }) => Ok(name.0),
                Err(error) => Err(de::Error::custom(error)),
            });
        names.collect::<Result<_, _>>().map(Self)
    }
}

impl Named {
    /// The names, and whether it is a list of many (which may have one).
    pub(super) fn names(self) -> (Vec<String>, bool) {
        match given(self.name) {
            Some(name) => (vec![name], false),
            None => (self.data.0, true),
        }
    }
}
