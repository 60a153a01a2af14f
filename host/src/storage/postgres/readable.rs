//! Documents that PostgreSQL's `jsonb` cannot represent.
//!
//! Filters read members through `value::jsonb`. That fails for a text that is not JSON, for the escape
//! `\u0000`, for half a surrogate pair and for numbers with too many digits. Of several members with
//! one name it uses the last, while filters use the first. Such documents are very rare. For each of
//! them, the members that filters can read are stored in the column `readable`, with U+FFFF and
//! U+FFFE in place of the characters that PostgreSQL's texts cannot contain. A filter without these
//! two characters gets the right result from the database; any other is evaluated by [`filter`](crate::storage::filter).

use std::{collections::BTreeSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use vestibule_storage_protocol::members;

use crate::storage::types::Clause;

const NUL: char = '\u{ffff}';
const HALF_OF_A_PAIR: char = '\u{fffe}';

/// The value of the column `readable`; `None` for a document that `jsonb` can represent.
pub(super) fn beside(document: &str) -> Option<Value> {
    let mut parsed = serde_json::Deserializer::from_str(document);
    let is_plain = Plain { is_top: true }
        .deserialize(&mut parsed)
        .and_then(|()| parsed.end());
    if is_plain.is_ok() {
        return None;
    }
    let members = members::texts(document).into_iter();
    let members: Map<String, Value> = members
        .map(|(name, text)| (written(&name), Value::String(written(&text))))
        .collect();
    Some(Value::Object(members))
}

/// Whether the database can evaluate a filter.
pub(super) fn can_filter(filter: &[Clause]) -> bool {
    let is_ordinary = |text: &str| !text.contains(['\0', NUL, HALF_OF_A_PAIR]);
    filter
        .iter()
        .flat_map(|clause| &clause.any_of)
        .all(|condition| is_ordinary(&condition.field) && is_ordinary(&condition.text))
}

/// Converts UTF-8 that may contain lone surrogates, as three bytes each.
fn written(mut bytes: &[u8]) -> String {
    let mut text = String::new();
    while !bytes.is_empty() {
        let rest = match str::from_utf8(bytes) {
            Ok(valid) => {
                text.push_str(valid);
                break;
            }
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                text.push_str(str::from_utf8(valid).unwrap_or_default());
                text.push(HALF_OF_A_PAIR);
                rest
            }
        };
        bytes = rest.get(3..).unwrap_or_default();
    }
    text.replace('\0', &NUL.to_string())
}

/// Accepts a document that `jsonb` represents as filters read it, and fails for any other.
struct Plain {
    is_top: bool,
}

impl<'de> DeserializeSeed<'de> for Plain {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, document: D) -> Result<(), D::Error> {
        document.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Plain {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("JSON that jsonb can represent")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    /// It may have more digits, or a larger exponent, than PostgreSQL supports.
    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Err(E::custom("not an integer"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.contains('\0') {
            return Err(E::custom("U+0000"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements
            .next_element_seed(Self { is_top: false })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            Self { is_top: false }.visit_str(&name)?;
            if self.is_top && !names.insert(name) {
                return Err(A::Error::custom("two members of one name"));
            }
            members.next_value_seed(Self { is_top: false })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(document: &str) -> Option<String> {
        beside(document).map(|members| members.to_string())
    }

    #[test]
    fn nothing_is_kept_beside_an_ordinary_document() {
        for document in [
            "{}",
            r#"{"a":"é😀","b":[1,-2,18446744073709551615,true,null,{"c":"\ud83d\ude00"}],"\"":"\\u0000"}"#,
            "[]",
            "1",
        ] {
            assert_eq!(kept(document), None, "{document}");
        }
    }

    #[test]
    fn the_texts_of_other_documents_are_kept() {
        for (document, expected) in [
            ("not JSON", "{}"),
            (r#"{"a":"b"} {}"#, "{}"),
            (r#"{"a":"x","b":1e999}"#, r#"{"a":"x"}"#),
            (r#"{"a":"x","b":[1e-20000]}"#, r#"{"a":"x"}"#),
            (r#"{"a":"x","b":0.5}"#, r#"{"a":"x"}"#),
            (r#"{"a":"1","a":"2","b":1}"#, r#"{"a":"1"}"#),
            (r#"{"a":1,"a":"2"}"#, "{}"),
            (r#"{"a":"x\u0000y"}"#, "{\"a\":\"x\u{ffff}y\"}"),
            (
                r#"{"a":"x\ud800y\ude00"}"#,
                "{\"a\":\"x\u{fffe}y\u{fffe}\"}",
            ),
            (r#"{"a":["\u0000"],"b":"c"}"#, r#"{"b":"c"}"#),
            (r#"{"\u0000":"c"}"#, "{\"\u{ffff}\":\"c\"}"),
        ] {
            assert_eq!(kept(document).as_deref(), Some(expected), "{document}");
        }
    }
}
