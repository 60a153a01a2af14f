//! The rules for names, values and expirations of attributes.

use serde_json::{Value, value::RawValue};

use crate::{
    call::Call,
    contract::{attributes::AttributeInput, types::SubStatus},
    fault::{Fault, Result},
    keys::is_attribute_name,
    limits::{ATTRIBUTES_AT_ONCE, ATTRIBUTES_BYTES},
    timestamp::Timestamp,
};

/// Levels of nesting of a value: many clients read at most 128, and the answer adds some.
const MAX_DEPTH: usize = 100;

/// 9999-12-31, which means never.
const LAST_SECOND: u64 = 253_402_214_400;

/// The refusal of an invalid input.
pub(super) fn invalid_input() -> Fault {
    Fault::refused(SubStatus::CommonInvalidInput)
}

fn require(holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(invalid_input()) }
}

/// Requires at least one name, at most [`ATTRIBUTES_AT_ONCE`], and that each is a valid name.
///
/// # Errors
/// E008002.
pub(super) fn require_names<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Result<()> {
    require((1..=ATTRIBUTES_AT_ONCE).contains(&names.len()))?;
    let mut names = names;
    require(names.all(is_attribute_name))
}

/// Requires that the values of a call have at most [`ATTRIBUTES_BYTES`] bytes together.
///
/// # Errors
/// E008002.
pub(super) fn require_size(sum: usize) -> Result<()> {
    require(sum <= ATTRIBUTES_BYTES)
}

/// A parsed input.
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) value: Option<Box<RawValue>>,
    /// Whether there is no value, or one that counts as empty ([`is_empty`]).
    pub(super) is_empty: bool,
    pub(super) expiration_time: Option<Timestamp>,
    pub(super) encrypt: Option<bool>,
    pub(super) user_id: Option<String>,
}

impl Wanted {
    /// Parses the inputs of a call. A value has at most `max_value` bytes.
    ///
    /// # Errors
    /// E008002.
    pub(super) fn parse_all(
        call: &Call<'_>,
        inputs: &[AttributeInput],
        max_value: usize,
    ) -> Result<Vec<Self>> {
        require_names(inputs.iter().map(|input| &*input.name))?;
        let values = inputs.iter().flat_map(|input| &input.value_json);
        require_size(values.map(String::len).sum())?;
        inputs
            .iter()
            .map(|input| Self::parse(call, input, max_value))
            .collect()
    }

    /// Whether there is anything to change about an attribute that exists.
    pub(super) fn changes_something(&self) -> bool {
        self.value.is_some() || self.expiration_time.is_some() || self.encrypt.is_some()
    }

    fn parse(call: &Call<'_>, input: &AttributeInput, max_value: usize) -> Result<Self> {
        let text = input.value_json.as_deref();
        require(text.is_none_or(|text| text.len() <= max_value))?;
        let parsed: Option<Value> = text.map(parse_json).transpose()?;
        require(
            parsed
                .as_ref()
                .is_none_or(|value| depth(value) <= MAX_DEPTH),
        )?;
        Ok(Self {
            name: input.name.clone(),
            value: text.map(parse_json).transpose()?,
            is_empty: parsed.is_none_or(|value| is_empty(&value)),
            expiration_time: input
                .expiration
                .map(|seconds| from_now(call, seconds))
                .transpose()?,
            encrypt: input.encrypt,
            user_id: input.user_id.clone(),
        })
    }
}

fn parse_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| invalid_input())
}

/// The depth of nesting. The recursion is bounded, because the parser refuses deeper values.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Whether a value counts as empty: as in Python, in which Zato is written.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(truth) => !truth,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
    }
}

fn from_now(call: &Call<'_>, seconds: i64) -> Result<Timestamp> {
    let seconds = u64::try_from(seconds).map_err(|_| invalid_input())?;
    let moment = call.now.plus_seconds(seconds);
    require(seconds > 0 && moment <= Timestamp::from_seconds(LAST_SECOND))?;
    Ok(moment)
}
