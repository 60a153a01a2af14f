//! The values of an input, with the coercions of Zato: the JSON accepted for a text, a list, a
//! number or a truth value.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};
use serde_json::Value;

/// A text. Numbers and booleans are converted to text, `null` to the empty text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::default()),
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            Value::Bool(truth) => Ok(Self(truth.to_string())),
            Value::Array(_) | Value::Object(_) => Err(de::Error::custom("not a text")),
        }
    }
}

/// A list of texts. A scalar counts as a list of one, `null` as the empty list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextList(pub Vec<String>);

impl<'de> Deserialize<'de> for TextList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = match Value::deserialize(deserializer)? {
            Value::Null => Vec::new(),
            Value::Array(values) => values,
            scalar => vec![scalar],
        };
        let texts: Result<Vec<Text>, _> = values.into_iter().map(Text::deserialize).collect();
        let texts = texts.map_err(de::Error::custom)?;
        Ok(Self(texts.into_iter().map(|text| text.0).collect()))
    }
}

/// A whole number from 0, as a number or a text; `null`, `""` and negative numbers count as 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count(pub u32);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_unit<E>(self) -> Result<Count, E> {
        Ok(Count(0))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Count, E> {
        Ok(Count(u32::try_from(number).unwrap_or(u32::MAX)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Count, E> {
        Ok(Count(u32::try_from(number.max(0)).unwrap_or(u32::MAX)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Count, E> {
        match text.trim() {
            "" => Ok(Count(0)),
            digits => self.visit_i64(digits.parse().map_err(E::custom)?),
        }
    }
}

/// A truth value: a boolean, or one of Zato's words for one. Any other value is false if it is empty
/// or 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flag(pub bool);

/// For a flag that is true if it is absent.
#[must_use]
pub fn yes() -> Flag {
    Flag(true)
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Null => false,
            Value::Bool(truth) => truth,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::Array(list) => !list.is_empty(),
            Value::Object(map) => !map.is_empty(),
            Value::String(text) => match &*text.trim().to_lowercase() {
                "true" | "yes" | "on" | "y" | "t" | "1" => true,
                "false" | "no" | "off" | "n" | "f" | "0" | "" => false,
                _ => return Err(de::Error::custom("not a boolean")),
            },
        }))
    }
}

/// A whole number, as a number or a text; `null` and `""` count as absent. Numbers out of range are
/// clamped.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Whole(pub Option<i64>);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let broken = || de::Error::custom("not a whole number");
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Null => None,
            Value::Number(number) => match (number.as_i64(), number.is_u64()) {
                (None, true) => Some(i64::MAX),
                (found, _) => Some(found.ok_or_else(broken)?),
            },
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some(text.trim().parse().map_err(|_| broken())?),
            _ => return Err(broken()),
        }))
    }
}

/// A value that may also be `null`, as distinct from being absent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Nullable<T> {
    /// The key is absent.
    #[default]
    Absent,
    /// The key has the value `null`.
    Null,
    /// The key has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn value(self) -> Option<T> {
        match self {
            Self::Absent | Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

/// A text, or `None` if it is absent, `null` or empty.
#[must_use]
pub fn given(text: Option<Text>) -> Option<String> {
    text.map(|text| text.0).filter(|text| !text.is_empty())
}
