//! A page of accounts, with what there is to say about the other pages.

use crate::{
    contract::users::{SearchResult, User},
    store::Paging,
};

/// The requested page, and the numbers of its neighbours.
pub(super) fn result(paging: Paging, total: u64, users: Vec<User>) -> SearchResult {
    let num_pages = total.div_ceil(u64::from(paging.page_size).max(1));
    let last = u32::try_from(num_pages).unwrap_or(u32::MAX);
    let prev_page = (paging.cur_page - 1).min(last);
    SearchResult {
        total,
        num_pages,
        page_size: paging.page_size,
        cur_page: paging.cur_page,
        next_page: (paging.cur_page < last).then(|| paging.cur_page + 1),
        prev_page: (prev_page > 0).then_some(prev_page),
        users,
    }
}

#[cfg(test)]
mod tests {
    use super::result;
    use crate::store::Paging;

    #[test]
    fn pages_know_each_other() {
        for (cur_page, total, num_pages, next, prev) in [
            (0, 0, 0, None, None),
            (1, 1, 1, None, None),
            (1, 10, 1, None, None),
            (1, 11, 2, Some(2), None),
            (2, 11, 2, None, Some(1)),
            (2, 21, 3, Some(3), Some(1)),
            (3, 11, 2, None, Some(2)),
            (9, 0, 0, None, None),
            (u32::MAX, 11, 2, None, Some(2)),
        ] {
            let paging = Paging::new(cur_page, 10, 50, 100);
            let result = result(paging, total, Vec::new());
            let found = (result.num_pages, result.next_page, result.prev_page);
            assert_eq!(found, (num_pages, next, prev), "{cur_page} of {total}");
            assert_eq!(result.cur_page, cur_page.max(1));
        }
    }
}
