//! What to run, and how it ended.

use crate::{figures::Figures, model::Violation, sabotage::Sabotage};

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Decides everything.
    pub seed: u64,
    /// How many operations, not counting those that run within others.
    pub steps: u64,
    /// Whether to write down what happens.
    pub is_traced: bool,
    /// What is broken on purpose.
    pub sabotage: Option<Sabotage>,
}

/// How a run ended.
pub struct Report {
    /// What was done.
    pub figures: Figures,
    /// The first invariant that did not hold, and the step at which that was seen.
    pub violation: Option<(u64, Violation)>,
    /// What happened, line by line, if that was asked for.
    pub trace: Vec<String>,
}
