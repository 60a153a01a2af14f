//! Documents that leave a store: collected into batches, and summed up.
//!
//! A batch is bounded by its number of documents and by its bytes, so the memory in use does not
//! depend on the size of the store.

use std::mem;

use super::summary::{Summary, Summing};
use crate::storage::types::Document;

const DOCUMENTS: usize = 500;
const BYTES: usize = 1 << 20;

/// Collects the documents of a store into batches, for [`super::Portable::export`].
#[derive(Debug, Default)]
pub struct Outgoing {
    batch: Vec<Document>,
    bytes: usize,
    summing: Summing,
}

impl Outgoing {
    /// Adds the next document, in byte order of the keys. Returns a batch when it is full.
    #[must_use]
    pub fn add(&mut self, document: Document) -> Option<Vec<Document>> {
        self.summing.add(&document);
        self.bytes += document.key.len() + document.value.len();
        self.batch.push(document);
        if self.batch.len() < DOCUMENTS && self.bytes < BYTES {
            return None;
        }
        self.bytes = 0;
        Some(mem::take(&mut self.batch))
    }

    /// The last batch, which may be empty, and the summary of all documents.
    #[must_use]
    pub fn finish(self) -> (Vec<Document>, Summary) {
        (self.batch, self.summing.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(documents: usize, value: &str) -> Vec<usize> {
        let mut outgoing = Outgoing::default();
        let mut sizes: Vec<usize> = (0..documents)
            .filter_map(|number| {
                let batch = outgoing.add(Document {
                    key: format!("{number:08}"),
                    value: value.to_owned(),
                    expires_at: None,
                });
                batch.map(|batch| batch.len())
            })
            .collect();
        let (last, summary) = outgoing.finish();
        assert_eq!(summary.documents, documents as u64);
        sizes.push(last.len());
        sizes
    }

    #[test]
    fn a_batch_is_bounded_by_documents_and_by_bytes() {
        assert_eq!(batches(0, ""), [0]);
        assert_eq!(batches(1_200, "{}"), [500, 500, 200]);
        assert_eq!(batches(9, &"x".repeat(262_144)), [4, 4, 1]);
    }
}
