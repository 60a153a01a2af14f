//! Which secret keys the data needs.

use serde::{Deserialize, Serialize};

use crate::store::Document;

/// `key-check`: the secret keys that the data needs, by their public IDs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KeyCheck {
    /// Something may be written under these at any time.
    pub key_ids: Vec<String>,
    /// Nothing is written under these any more, but what was before is being rewritten.
    #[serde(default)]
    pub retiring: Vec<String>,
}

impl Document for KeyCheck {}
