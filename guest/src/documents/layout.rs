//! The layout of the data.

use serde::{Deserialize, Serialize};

use super::{Erasure, Kind};
use crate::store::Document;

/// `layout`: that the data has every kind of document that a version of the component expects.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Layout {
    /// From 1; data without the document is older.
    pub version: u32,
}

impl Document for Layout {}

impl Kind for Layout {
    type Document = Self;
    const KEY: &'static str = "layout";
    const MEANING: &'static str = "the layout of the data: the kinds of documents it has";
    const ERASURE: Erasure = Erasure::Stay("it does not belong to a user");
}
