//! What a filter means, for backends that compare documents themselves.
//!
//! Databases are given the filter as a query instead, and have to come to the same result, so the
//! odd cases are decided here the way a database decides them: a value that is not JSON matches no
//! condition, of several members with one name the first counts, and texts are compared as
//! bytes after the escapes of JSON are resolved (`"\u00e9"` equals `"é"`, but not `"é"` written as
//! two code points). A lone surrogate, which is no text at all, is compared as the three bytes it
//! would be.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::types::{Clause, Condition, Test};

/// Whether a document matches all clauses.
pub(super) fn matches(filter: &[Clause], document: &str) -> bool {
    filter.is_empty()
        || (serde_json::from_str::<IgnoredAny>(document).is_ok()
            && filter
                .iter()
                .all(|clause| clause.any_of.iter().any(|each| holds(each, document))))
}

fn holds(condition: &Condition, document: &str) -> bool {
    let Some(found) = member(document, &condition.field) else {
        return false;
    };
    let text = condition.text.as_bytes();
    match condition.test {
        Test::Equals => found == text,
        Test::Contains => text.is_empty() || found.windows(text.len()).any(|window| window == text),
    }
}

/// The text of a member of the top level, if there is one and it is a string.
fn member(document: &str, field: &str) -> Option<Vec<u8>> {
    Member(field)
        .deserialize(&mut serde_json::Deserializer::from_str(document))
        .ok()
        .flatten()
}

/// Finds one member of an object. Errors stand for "no such string".
struct Member<'field>(&'field str);

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = Option<Vec<u8>>;

    fn deserialize<D: Deserializer<'de>>(self, document: D) -> Result<Self::Value, D::Error> {
        document.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Option<Vec<u8>>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = members.next_key_seed(Bytes)? {
            if found.is_none() && name == self.0.as_bytes() {
                found = Some(members.next_value_seed(Bytes)?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// A string's bytes; unlike a `String` they may hold a lone surrogate.
struct Bytes;

impl<'de> DeserializeSeed<'de> for Bytes {
    type Value = Vec<u8>;

    fn deserialize<D: Deserializer<'de>>(self, string: D) -> Result<Self::Value, D::Error> {
        string.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a string")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(bytes.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(document: &str, field: &str, expected: &str) -> bool {
        member(document, field).as_deref() == Some(expected.as_bytes())
    }

    #[test]
    fn the_first_of_several_members_counts() {
        assert!(found(r#"{"a":"1","a":"2"}"#, "a", "1"));
        assert_eq!(member(r#"{"a":1,"a":"2"}"#, "a"), None);
    }

    #[test]
    fn only_strings_of_the_top_level_are_found() {
        assert_eq!(member(r#"{"a":{"b":"1"},"b":["1"]}"#, "b"), None);
        assert_eq!(member(r#""a""#, "a"), None);
    }

    #[test]
    fn escapes_are_resolved_in_names_and_values() {
        assert!(found(
            r#"{"\u0061\"":"\u00e9\ud83d\ude00\u0000"}"#,
            "a\"",
            "é😀\0"
        ));
    }
}
