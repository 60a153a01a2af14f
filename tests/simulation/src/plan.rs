//! The parameters of a run, and its result.

use crate::{figures::Figures, model::Violation, sabotage::Sabotage};

/// The parameters of a run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The seed, which decides everything.
    pub seed: u64,
    /// Number of operations, not counting those that run within others.
    pub steps: u64,
    /// Whether to write a trace.
    pub is_traced: bool,
    /// The deliberate defect, if any.
    pub sabotage: Option<Sabotage>,
}

/// The result of a run.
pub struct Report {
    /// The counts.
    pub figures: Figures,
    /// The first violated invariant, and the step at which it was detected.
    pub violation: Option<(u64, Violation)>,
    /// The trace, line by line, if requested.
    pub trace: Vec<String>,
}
