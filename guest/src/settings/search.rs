//! Stanza `search`: pages of search results.

use crate::settings::{Problems, rows::stanza};

stanza! {
    /// Stanza `search`.
    Search = "search", "Pages of search results.";
    default_page_size: integer(50, 1..=1_000) in "users", "Users on a page if the call gives no size; at most `max_page_size`.";
    max_page_size: integer(100, 1..=1_000) in "users", "Maximum number of users on a page.";
}

impl Search {
    fn agree(&self, problems: &mut Problems) {
        let sizes = 1..=self.max_page_size;
        problems.range("default_page_size", self.default_page_size, sizes);
    }
}
