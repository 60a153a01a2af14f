//! The types that a setting may have: the values of each, and the message for a wrong value.

use std::ops::RangeInclusive;

use serde_json::Value as Json;

/// The type of a setting, with its default and its range.
pub enum Kind {
    /// `true` or `false`.
    YesNo(bool),
    /// As [`Self::YesNo`], but set by the host, not by the operator.
    SetByHost(bool),
    /// An integer within a range.
    Integer(u32, RangeInclusive<u32>),
    /// Any text.
    Text(&'static str),
    /// One of these texts.
    OneOf(&'static str, &'static [&'static str]),
    /// A list of texts.
    Texts(&'static [&'static str]),
    /// A text that is never shown. It has no default.
    Secret,
    /// Texts that are never shown. The default is an empty list.
    Secrets,
}

/// The value of a setting, given or by default.
pub(crate) enum Value {
    Bool(bool),
    Integer(u32),
    Text(String),
    Texts(Vec<String>),
}

// The functions with which rows are written.

pub(crate) const fn yes_no(default: bool) -> Kind {
    Kind::YesNo(default)
}

pub(crate) const fn set_by_host(default: bool) -> Kind {
    Kind::SetByHost(default)
}

pub(crate) const fn integer(default: u32, range: RangeInclusive<u32>) -> Kind {
    Kind::Integer(default, range)
}

pub(crate) const fn text(default: &'static str) -> Kind {
    Kind::Text(default)
}

pub(crate) const fn one_of(default: &'static str, choices: &'static [&'static str]) -> Kind {
    Kind::OneOf(default, choices)
}

pub(crate) const fn texts(default: &'static [&'static str]) -> Kind {
    Kind::Texts(default)
}

pub(crate) const fn secret() -> Kind {
    Kind::Secret
}

pub(crate) const fn secrets() -> Kind {
    Kind::Secrets
}

impl Kind {
    pub(super) fn default(&self) -> Value {
        match self {
            Self::YesNo(default) | Self::SetByHost(default) => Value::Bool(*default),
            Self::Integer(default, _) => Value::Integer(*default),
            Self::Text(default) | Self::OneOf(default, _) => Value::Text((*default).to_owned()),
            Self::Texts(default) => {
                Value::Texts(default.iter().map(|text| (*text).to_owned()).collect())
            }
            Self::Secret => Value::Text(String::new()),
            Self::Secrets => Value::Texts(Vec::new()),
        }
    }

    /// The given value, if it has the type and is within the range. Otherwise a value with which other
    /// settings can be compared.
    pub(super) fn accept(&self, given: Json) -> Result<Value, Value> {
        match (self, given) {
            (Self::YesNo(_) | Self::SetByHost(_), Json::Bool(given)) => Ok(Value::Bool(given)),
            (Self::Integer(_, range), Json::Number(given)) => {
                let given = given.as_u64().and_then(|given| u32::try_from(given).ok());
                let given = given.ok_or_else(|| self.default())?;
                match range.contains(&given) {
                    true => Ok(Value::Integer(given)),
                    false => Err(Value::Integer(given.clamp(*range.start(), *range.end()))),
                }
            }
            (Self::OneOf(_, choices), Json::String(given)) if choices.contains(&&*given) => {
                Ok(Value::Text(given))
            }
            (Self::Text(_) | Self::Secret, Json::String(given)) => Ok(Value::Text(given)),
            (Self::Texts(_) | Self::Secrets, given) => texts_of(given)
                .map(Value::Texts)
                .ok_or_else(|| self.default()),
            _ => Err(self.default()),
        }
    }

    /// The message for a wrong value.
    pub(super) fn requirement(&self) -> String {
        match self {
            Self::YesNo(_) | Self::SetByHost(_) => "must be true or false".to_owned(),
            Self::Integer(_, range) => out_of(range),
            Self::Text(_) | Self::Secret => "must be a text".to_owned(),
            Self::OneOf(_, choices) => format!("must be one of: {}", choices.join(", ")),
            Self::Texts(_) | Self::Secrets => NOT_TEXTS.to_owned(),
        }
    }

    /// A value as JSON, without secrets.
    pub(super) fn shown(&self, value: Value) -> String {
        let shown = match (self, value) {
            (Self::Secret, _) => Json::from("(not shown)"),
            (Self::Secrets, Value::Texts(texts)) => {
                Json::from(format!("{} (not shown)", texts.len()))
            }
            (_, Value::Bool(value)) => Json::from(value),
            (_, Value::Integer(value)) => Json::from(value),
            (_, Value::Text(value)) => Json::from(value),
            (_, Value::Texts(value)) => Json::from(value),
        };
        shown.to_string()
    }
}

pub(super) const NOT_TEXTS: &str = "must be a list of texts";

/// A list of texts; `None` if it is something else.
pub(super) fn texts_of(given: Json) -> Option<Vec<String>> {
    let Json::Array(given) = given else {
        return None;
    };
    let text = |entry| match entry {
        Json::String(text) => Some(text),
        _ => None,
    };
    given.into_iter().map(text).collect()
}

/// The message for an integer outside of a range.
pub(super) fn out_of(range: &RangeInclusive<u32>) -> String {
    let (start, end) = (grouped(*range.start()), grouped(*range.end()));
    format!("must be an integer from {start} to {end}")
}

/// An integer with a comma between groups of three digits.
#[must_use]
pub fn grouped(number: u32) -> String {
    match number.checked_div(1_000) {
        None | Some(0) => number.to_string(),
        Some(thousands) => format!("{},{:03}", grouped(thousands), number % 1_000),
    }
}
