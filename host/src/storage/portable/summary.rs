//! The summary of a store: the number of documents, and a checksum over all of them.
//!
//! The checksum is the SHA-256 of every document in byte order of the keys. Lengths come before
//! texts and a mark before the time, so no two different lists of documents give the same bytes.
//! Versions are not included, because every store has its own.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::storage::types::Document;

/// The number of documents of a store, and a checksum over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The number of documents.
    pub documents: u64,
    /// SHA-256 over keys, values and times.
    pub checksum: [u8; 32],
}

impl Summary {
    /// The checksum in hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        self.checksum.map(|byte| format!("{byte:02x}")).concat()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} documents, SHA-256 {}", self.documents, self.hex())
    }
}

/// Computes a [`Summary`] from all documents, added in byte order of the keys.
#[derive(Clone, Debug, Default)]
pub struct Summing {
    documents: u64,
    hash: Sha256,
}

impl Summing {
    /// Adds the next document.
    pub fn add(&mut self, document: &Document) {
        self.documents += 1;
        self.text(&document.key);
        self.text(&document.value);
        match document.expires_at {
            None => self.hash.update([0]),
            Some(time) => {
                self.hash.update([1]);
                self.hash.update(time.to_be_bytes());
            }
        }
    }

    /// The summary, after the last document.
    #[must_use]
    pub fn finish(self) -> Summary {
        Summary {
            documents: self.documents,
            checksum: self.hash.finalize().into(),
        }
    }

    fn text(&mut self, text: &str) {
        self.hash.update((text.len() as u64).to_be_bytes());
        self.hash.update(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(key: &str, value: &str, expires_at: Option<u64>) -> Document {
        Document {
            key: key.to_owned(),
            value: value.to_owned(),
            expires_at,
        }
    }

    fn summary(documents: &[Document]) -> Summary {
        let mut summing = Summing::default();
        for document in documents {
            summing.add(document);
        }
        summing.finish()
    }

    #[test]
    fn different_documents_have_different_checksums() {
        let lists = [
            vec![],
            vec![document("a", "bc", None)],
            vec![document("ab", "c", None)],
            vec![document("a", "bc", Some(0))],
            vec![document("a", "bc", Some(1))],
            vec![document("a", "", None), document("b", "c", None)],
            vec![document("b", "c", None), document("a", "", None)],
        ];
        for (place, list) in lists.iter().enumerate() {
            let equal = lists.iter().filter(|other| summary(other) == summary(list));
            assert_eq!(equal.count(), 1, "list {place}");
            assert_eq!(summary(list).documents, list.len() as u64);
        }
    }

    /// Different versions of the program compare it, so it must not change.
    #[test]
    fn the_encoding_stays_as_it_is() {
        let list = [
            document("a", "{}", None),
            document("é", r#"{"x":"😀"}"#, Some(7)),
        ];
        assert_eq!(
            summary(&list).hex(),
            "163cda789eaa29572e1eb6c3977d382495eccf555995c88cf402e758d1405755"
        );
    }
}
