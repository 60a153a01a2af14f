//! What a request says: query string and JSON body as one, with Zato's coercions.
//!
//! On a clash the query string wins; a parameter repeated there is a list. Unknown keys are
//! ignored. A key that is there with `null` or `""` is there.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};
use serde_json::{Map, Value};

use crate::{
    contract::rest::Request,
    fault::{Fault, Result},
};

/// The input of an operation.
pub struct Input(Map<String, Value>);

impl Input {
    /// Merges query string and body. None if the body is neither empty nor a JSON object, is
    /// nested too deeply (128 levels), or if any text holds U+0000, which no store keeps.
    #[must_use]
    pub fn parse(query: Option<&str>, body: &[u8]) -> Option<Self> {
        let mut merged = match body.trim_ascii() {
            b"" => Map::new(),
            text => serde_json::from_slice(text).ok()?,
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

    /// What the body alone says, where an operation asks for that.
    ///
    /// # Errors
    /// As [`Self::parse`] finds none.
    pub fn of_body(request: &Request) -> Result<Self> {
        Self::parse(None, &request.body).ok_or(Fault::BadRequest("the body is no JSON object"))
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

    /// Requires that the input names an application, as most of Zato's operations do.
    ///
    /// # Errors
    /// Bad request.
    pub fn require_current_app(&self) -> Result<()> {
        if self.has("current_app") {
            Ok(())
        } else {
            Err(Fault::BadRequest("current_app is missing"))
        }
    }

    /// Takes a UST from elsewhere for the `ust` of an input that names no session at all.
    pub fn offer_ust(&mut self, ust: &str) {
        if !["ust", "current_ust", "target_ust"]
            .iter()
            .any(|key| self.has(key))
        {
            let ust = Value::String(ust.to_owned());
            self.0.insert("ust".to_owned(), ust);
        }
    }

    /// Whether a key is there, whatever its value.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
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

/// A text. Numbers and booleans are written out, `null` is the empty text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::default()),
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            Value::Bool(truth) => Ok(Self(truth.to_string())),
            Value::Array(_) | Value::Object(_) => Err(de::Error::custom("not a text")),
        }
    }
}

/// A list of texts. A scalar is a list of one, `null` the empty list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextList(pub Vec<String>);

impl<'de> Deserialize<'de> for TextList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let values = match Value::deserialize(deserializer)? {
            Value::Null => Vec::new(),
            Value::Array(values) => values,
            scalar => vec![scalar],
        };
        let texts: std::result::Result<Vec<Text>, _> =
            values.into_iter().map(Text::deserialize).collect();
        let texts = texts.map_err(de::Error::custom)?;
        Ok(Self(texts.into_iter().map(|text| text.0).collect()))
    }
}

/// A whole number from 0, or a text of one; 0 for `null`, `""` and what is below 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count(pub u32);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_unit<E>(self) -> std::result::Result<Count, E> {
        Ok(Count(0))
    }

    fn visit_u64<E>(self, number: u64) -> std::result::Result<Count, E> {
        Ok(Count(u32::try_from(number).unwrap_or(u32::MAX)))
    }

    fn visit_i64<E>(self, number: i64) -> std::result::Result<Count, E> {
        Ok(Count(u32::try_from(number.max(0)).unwrap_or(u32::MAX)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Count, E> {
        match text.trim() {
            "" => Ok(Count(0)),
            digits => self.visit_i64(digits.parse().map_err(E::custom)?),
        }
    }
}

/// A truth: a boolean, one of Zato's words for one, or whether another value is empty or 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flag(pub bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
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

/// A whole number, or a text of one; none for `null` and `""`. Numbers out of range are the
/// nearest end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Whole(pub Option<i64>);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
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

/// A value that may also be `null`, which is another thing than being absent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Nullable<T> {
    /// The key is not there.
    #[default]
    Absent,
    /// The key is there with `null`.
    Null,
    /// The key is there with a value.
    Value(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

/// A text that is not given if it is absent, `null` or empty.
#[must_use]
pub fn given(text: Option<Text>) -> Option<String> {
    text.map(|text| text.0).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Count, Flag, Input, Nullable, TextList, Whole};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Sample {
        #[serde(default)]
        list: TextList,
        #[serde(default)]
        count: Count,
        #[serde(default)]
        flag: Flag,
        #[serde(default)]
        whole: Whole,
        #[serde(default)]
        nullable: Nullable<Flag>,
    }

    fn sample(query: &str, body: &str) -> Option<Sample> {
        Input::parse(Some(query), body.as_bytes())?.read().ok()
    }

    #[test]
    fn the_query_string_wins_and_repeats_make_a_list() {
        let sample = sample("list=a&list=b", r#"{"list": ["c"], "count": "7"}"#).unwrap();
        assert_eq!(sample.list.0, ["a", "b"]);
        assert_eq!(sample.count, Count(7));
    }

    #[test]
    fn scalars_become_lists() {
        assert_eq!(sample("", r#"{"list": "CRM"}"#).unwrap().list.0, ["CRM"]);
        assert!(sample("", r#"{"list": null}"#).unwrap().list.0.is_empty());
        assert!(sample("", r#"{"list": {"a": 1}}"#).is_none());
    }

    #[test]
    fn numbers_out_of_range_are_the_nearest_end() {
        assert_eq!(sample("count=-3", "").unwrap().count, Count(0));
        assert_eq!(
            sample("", r#"{"count": 99999999999}"#).unwrap().count,
            Count(u32::MAX)
        );
        assert!(sample("count=many", "").is_none());
    }

    #[test]
    fn booleans_have_many_spellings() {
        for yes in ["true", "1", "\" Yes \"", "\"t\"", "\"ON\"", "[0]", "2.5"] {
            let sample = sample("", &format!(r#"{{"flag": {yes}}}"#));
            assert_eq!(sample.unwrap().flag, Flag(true), "{yes}");
        }
        for no in ["false", "0", "\"\"", "null", "\"Off\"", "\"n\"", "{}", "[]"] {
            let sample = sample("", &format!(r#"{{"flag": {no}}}"#));
            assert_eq!(sample.unwrap().flag, Flag(false), "{no}");
        }
        assert!(sample("flag=maybe", "").is_none());
        assert_eq!(sample("", "").unwrap().flag, Flag(false));
    }

    #[test]
    fn whole_numbers_may_be_texts_or_missing() {
        assert_eq!(sample("whole=-7", "").unwrap().whole, Whole(Some(-7)));
        assert_eq!(sample("whole=", "").unwrap().whole, Whole(None));
        for broken in ["1.5", "\"many\"", "[1]", "true"] {
            assert!(sample("", &format!(r#"{{"whole": {broken}}}"#)).is_none());
        }
    }

    #[test]
    fn null_is_not_absent() {
        for (body, expected) in [
            ("", Nullable::Absent),
            (r#"{"nullable": null}"#, Nullable::Null),
            (r#"{"nullable": "yes"}"#, Nullable::Value(Flag(true))),
        ] {
            assert_eq!(sample("", body).unwrap().nullable, expected);
        }
    }

    #[test]
    fn a_ust_from_elsewhere_is_taken_where_no_session_is_named() {
        let with_offer = |body: &str| {
            let mut input = Input::parse(None, body.as_bytes()).unwrap();
            input.offer_ust("offered");
            input.0.get("ust").cloned()
        };
        assert_eq!(with_offer(r#"{"a": 1}"#).unwrap(), "offered");
        assert_eq!(with_offer(r#"{"ust": "own"}"#).unwrap(), "own");
        assert!(with_offer(r#"{"ust": null}"#).unwrap().is_null());
        for key in ["current_ust", "target_ust"] {
            assert_eq!(with_offer(&format!(r#"{{"{key}": ""}}"#)), None);
        }
    }

    #[test]
    fn what_is_no_input() {
        for body in ["[]", "1", "{", "\"a\"", r#"{"a": "\u0000"}"#, "{} {}"] {
            assert!(Input::parse(None, body.as_bytes()).is_none(), "{body}");
        }
        assert!(Input::parse(None, &[0xff, 0xfe]).is_none());
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(200), "]".repeat(200));
        assert!(Input::parse(None, deep.as_bytes()).is_none());
        assert!(Input::parse(Some("a=%00"), b"").is_none());
    }
}
