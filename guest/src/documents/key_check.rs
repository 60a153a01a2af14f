//! The record of the secret keys that the data needs.

use serde::{Deserialize, Serialize};

use super::{Erasure, Kind};
use crate::store::Document;

/// `key-check`: the secret keys that the data needs, by their public IDs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KeyCheck {
    /// Hosts may write under these at any time.
    pub key_ids: Vec<String>,
    /// Retiring: hosts no longer write under these, and the older data is being rewritten.
    #[serde(default)]
    pub retiring: Vec<String>,
}

impl Document for KeyCheck {}

impl Kind for KeyCheck {
    type Document = Self;
    const KEY: &'static str = "key-check";
    const MEANING: &'static str = "the IDs of the secret keys in use";
    const ERASURE: Erasure = Erasure::Stay("it does not belong to a user");
}

impl KeyCheck {
    /// Whether everything is written under this key alone.
    #[must_use]
    pub fn is_only(&self, id: &str) -> bool {
        self.key_ids == [id]
    }

    /// All keys that the data needs.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.key_ids.iter().chain(&self.retiring)
    }

    /// Makes this the only key to write under; all others retire.
    #[must_use]
    pub fn retired_but(&self, id: &str) -> Self {
        let others = self.all().filter(|other| *other != id);
        Self {
            key_ids: vec![id.to_owned()],
            retiring: others.cloned().collect(),
        }
    }
}
