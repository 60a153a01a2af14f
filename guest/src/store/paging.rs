//! Lists that are read by page number.

/// The requested page of a list.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// From 1.
    pub cur_page: u32,
    /// Entries of a page.
    pub page_size: u32,
}

impl Paging {
    /// A page from the numbers of a request: page 0 is page 1, and a page of 0 entries has the default
    /// size.
    #[must_use]
    pub fn new(cur_page: u32, page_size: u32, default_size: u32, max_size: u32) -> Self {
        Self {
            cur_page: cur_page.max(1),
            page_size: match page_size {
                0 => default_size,
                size => size.min(max_size),
            },
        }
    }

    /// The number of entries before the page.
    #[must_use]
    pub fn offset(&self) -> u32 {
        (self.cur_page - 1).saturating_mul(self.page_size)
    }

    /// Whether a list of this many entries has the page.
    #[must_use]
    pub fn is_within(&self, total: u64) -> bool {
        u64::from(self.offset()) < total
    }
}

#[cfg(test)]
mod tests {
    use super::Paging;

    fn paging(cur_page: u32, page_size: u32) -> Paging {
        Paging::new(cur_page, page_size, 50, 100)
    }

    #[test]
    fn sizes_have_a_default_and_a_limit() {
        for (asked, given) in [(0, 50), (1, 1), (100, 100), (101, 100), (u32::MAX, 100)] {
            assert_eq!(paging(1, asked).page_size, given);
        }
    }

    #[test]
    fn pages_count_from_one() {
        for (cur_page, total, offset, is_within) in [
            (0, 0, 0, false),
            (0, 1, 0, true),
            (1, 10, 0, true),
            (2, 10, 10, false),
            (2, 11, 10, true),
            (3, 11, 20, false),
            (u32::MAX, 11, u32::MAX, false),
        ] {
            let paging = paging(cur_page, 10);
            assert_eq!(paging.offset(), offset, "{cur_page}");
            assert_eq!(paging.is_within(total), is_within, "{cur_page} of {total}");
        }
    }
}
