//! Stanza `search`: pages of users.

use crate::{
    contract::configuration::Problem,
    settings::{Problems, stanza},
};

stanza! {
    /// Stanza `search`.
    Search = "search" from search {
        default_page_size: u32 = 50,
        max_page_size: u32 = 100,
    }
}

impl Search {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.range("max_page_size", self.max_page_size, 1..=1_000);
        let sizes = 1..=self.max_page_size.max(1);
        problems.range("default_page_size", self.default_page_size, sizes);
        problems.into_found()
    }
}
