//! Which page of what was found, and what there is to say about the others.

use crate::{
    contract::users::{SearchResult, User},
    settings::search::Search,
};

/// Which page is asked for.
pub(super) struct Paging {
    pub(super) cur_page: u32,
    pub(super) page_size: u32,
}

impl Paging {
    /// Pages begin at 1; 0 users are as many as by default.
    pub(super) fn new(settings: &Search, cur_page: u32, page_size: u32) -> Self {
        Self {
            cur_page: cur_page.max(1),
            page_size: match page_size {
                0 => settings.default_page_size,
                size => size.min(settings.max_page_size),
            },
        }
    }

    /// How many come before the page; none if it is beyond the last.
    pub(super) fn offset_within(&self, total: u64) -> Option<u32> {
        let offset = u64::from(self.cur_page - 1) * u64::from(self.page_size);
        u32::try_from(offset)
            .ok()
            .filter(|offset| u64::from(*offset) < total)
    }

    /// The page, and where the others are.
    pub(super) fn result(&self, total: u64, users: Vec<User>) -> SearchResult {
        let num_pages = total.div_ceil(u64::from(self.page_size).max(1));
        let last = u32::try_from(num_pages).unwrap_or(u32::MAX);
        let prev_page = (self.cur_page - 1).min(last);
        SearchResult {
            total,
            num_pages,
            page_size: self.page_size,
            cur_page: self.cur_page,
            next_page: (self.cur_page < last).then(|| self.cur_page + 1),
            prev_page: (prev_page > 0).then_some(prev_page),
            users,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Paging;
    use crate::settings::search::Search;

    fn paging(cur_page: u32, page_size: u32) -> Paging {
        let settings = Search {
            default_page_size: 50,
            max_page_size: 100,
        };
        Paging::new(&settings, cur_page, page_size)
    }

    #[test]
    fn sizes_have_a_default_and_a_limit() {
        for (asked, given) in [(0, 50), (1, 1), (100, 100), (101, 100), (u32::MAX, 100)] {
            assert_eq!(paging(1, asked).page_size, given);
        }
    }

    #[test]
    fn pages_know_each_other() {
        for (cur_page, total, num_pages, next, prev, offset) in [
            (0, 0, 0, None, None, None),
            (1, 1, 1, None, None, Some(0)),
            (1, 10, 1, None, None, Some(0)),
            (1, 11, 2, Some(2), None, Some(0)),
            (2, 11, 2, None, Some(1), Some(10)),
            (2, 21, 3, Some(3), Some(1), Some(10)),
            (3, 11, 2, None, Some(2), None),
            (9, 0, 0, None, None, None),
            (u32::MAX, 11, 2, None, Some(2), None),
        ] {
            let paging = paging(cur_page, 10);
            let result = paging.result(total, Vec::new());
            let found = (result.num_pages, result.next_page, result.prev_page);
            assert_eq!(found, (num_pages, next, prev), "{cur_page} of {total}");
            assert_eq!(paging.offset_within(total), offset, "{cur_page} of {total}");
            assert_eq!(result.cur_page, cur_page.max(1));
        }
    }
}
