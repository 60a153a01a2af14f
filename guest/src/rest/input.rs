//! The input of a request: query string and JSON body merged, with Zato's coercions.
//!
//! If both have a key, the query string takes precedence; a parameter repeated there is a list. Unknown
//! keys are ignored. A key with the value `null` or `""` counts as present.

mod values;

pub use values::{Count, Flag, Nullable, Text, TextList, Whole, given, yes};

use std::borrow::Cow;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    contract::rest::Request,
    fault::{Fault, Result},
};

/// The input of an operation.
pub struct Input(Map<String, Value>);

impl Input {
    /// Merges query string and body. None if the body is neither empty nor a JSON object, is
    /// nested too deeply (128 levels), or if any text contains U+0000, which no store accepts.
    #[must_use]
    pub fn parse(query: Option<&str>, body: &[u8]) -> Option<Self> {
        let mut merged = match body.trim_ascii() {
            b"" => Map::new(),
            // From text, as everywhere: so the generic parser is compiled into the component only once.
            text => serde_json::from_str(str::from_utf8(text).ok()?).ok()?,
        };
        let mut from_query = Map::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            add(&mut from_query, &name, value);
        }
        merged.extend(from_query);
        let has_nul = merged
            .iter()
            .any(|(name, value)| name.contains('\0') || value_has_nul(value));
        (!has_nul).then_some(Self(merged))
    }

    /// The input as the operation's own struct.
    ///
    /// # Errors
    /// Bad request, if a required key is missing or a value has the wrong type.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        T::deserialize(&self.0)
            .map_err(|_| Fault::BadRequest("a key is missing or has the wrong type"))
    }

    /// The application the call is made for, if the input has the key.
    #[must_use]
    pub fn current_app(&self) -> Option<String> {
        Some(match self.0.get("current_app")? {
            Value::Null => String::new(),
            Value::String(app) => app.clone(),
            other => other.to_string(),
        })
    }

    /// Sets `ust` to a UST from the header if the input names no session.
    pub fn offer_ust(&mut self, ust: &str) {
        if !self.names_session() {
            let ust = Value::String(ust.to_owned());
            self.0.insert("ust".to_owned(), ust);
        }
    }

    /// Whether the input has a UST, valid or not.
    #[must_use]
    pub fn names_session(&self) -> bool {
        let mut keys = ["ust", "current_ust", "target_ust"].iter();
        keys.any(|key| self.has(key))
    }

    /// Whether the input has a key, with any value.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
}

/// The type of an operation's input.
pub trait Read: Sized {
    /// Reads the input from a request.
    ///
    /// # Errors
    /// Bad request, if a required key is missing or a value has the wrong type.
    fn read(input: &Input, request: &Request) -> Result<Self>;
}

impl<T: DeserializeOwned> Read for T {
    fn read(input: &Input, _: &Request) -> Result<Self> {
        input.read()
    }
}

/// An input with keys that count in the body only.
pub struct WithBody<I, B> {
    /// The keys that count in the query string and in the body.
    pub input: I,
    /// The keys that count in the body only.
    pub body: B,
}

impl<I: DeserializeOwned, B: DeserializeOwned> Read for WithBody<I, B> {
    fn read(input: &Input, request: &Request) -> Result<Self> {
        let body = Input::parse(None, &request.body);
        let body = body.ok_or(Fault::BadRequest("the body is not a JSON object"))?;
        Ok(Self {
            body: body.read()?,
            input: input.read()?,
        })
    }
}

fn add(map: &mut Map<String, Value>, name: &str, value: Cow<'_, str>) {
    let value = Value::String(value.into_owned());
    match map.get_mut(name) {
        None => {
            map.insert(name.to_owned(), value);
        }
        Some(Value::Array(list)) => list.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

fn value_has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(value_has_nul),
        Value::Object(map) => map
            .iter()
            .any(|(name, value)| name.contains('\0') || value_has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests;
