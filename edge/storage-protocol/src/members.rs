//! The members of a document that filters compare, for stores that compare documents themselves.
//!
//! Databases get the filter as a query instead and have to return the same, so the unusual cases are
//! decided here as databases decide them: a value that is not JSON matches no
//! condition, of several members with one name the first one counts, and texts are compared as
//! bytes after the escapes of JSON are resolved (`"\u00e9"` equals `"é"`, but not `"é"` written as
//! two code points). A lone surrogate, which is not a valid text, is compared as the three bytes that
//! would encode it.

use std::{collections::BTreeMap, fmt};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of a document's top level that are texts, in bytes.
#[must_use]
pub fn texts(document: &str) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut parsed = serde_json::Deserializer::from_str(document);
    Texts::deserialize(&mut parsed)
        .and_then(|texts| parsed.end().map(|()| texts.0))
        .unwrap_or_default()
}

/// Whether `text` is a part of `found`.
#[must_use]
pub fn contains(found: &[u8], text: &[u8]) -> bool {
    text.is_empty() || found.windows(text.len()).any(|window| window == text)
}

/// The result of [`texts`].
struct Texts(BTreeMap<Vec<u8>, Vec<u8>>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(document: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Texts;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Texts, A::Error> {
                let mut found = BTreeMap::new();
                while let Some((Bytes(name), value)) = members.next_entry::<_, &RawValue>()? {
                    let text = serde_json::from_str(value.get()).ok();
                    // The first of several, even if it is not a text: the others do not count.
                    found.entry(name).or_insert(text.map(|Bytes(text)| text));
                }
                let texts = found.into_iter();
                Ok(Texts(
                    texts
                        .filter_map(|(name, text)| Some((name, text?)))
                        .collect(),
                ))
            }
        }
        document.deserialize_map(Members)
    }
}

/// A string's bytes; unlike a `String` they may hold a lone surrogate.
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(string: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Bytes;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        string.deserialize_bytes(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(document: &str, name: &str) -> Option<Vec<u8>> {
        texts(document).remove(name.as_bytes())
    }

    #[test]
    fn the_first_of_several_members_counts() {
        assert_eq!(text(r#"{"a":"1","a":"2"}"#, "a"), Some(b"1".to_vec()));
        assert_eq!(text(r#"{"a":1,"a":"2"}"#, "a"), None);
    }

    #[test]
    fn only_strings_of_the_top_level_are_found() {
        assert_eq!(text(r#"{"a":{"b":"1"},"b":["1"]}"#, "b"), None);
        assert_eq!(texts(r#""a""#), BTreeMap::new());
    }

    #[test]
    fn escapes_are_resolved_in_names_and_values() {
        let found = text(r#"{"\u0061\"":"\u00e9\ud83d\ude00\u0000"}"#, "a\"");
        assert_eq!(found, Some("é😀\0".as_bytes().to_vec()));
    }
}
