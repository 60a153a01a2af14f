//! Audit events: the members of a stored event that are read again.

use serde::{Deserialize, Serialize};

use super::{Erasure, Kind};
use crate::store::Document;

/// `audit/<time>/<id>`: the members that every stored event has. (`call.rs` writes them.)
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuditEvent {
    /// When it happened.
    pub time: i64,
    /// The operation.
    pub operation: String,
}

impl Document for AuditEvent {}

impl Kind for AuditEvent {
    type Document = Self;
    const KEY: &'static str = "audit/<time>/<id>";
    const MEANING: &'static str = "an operation that changed something";
    const ERASURE: Erasure =
        Erasure::Stay("it names users only by ID, and records who erased an account; it expires");
}
