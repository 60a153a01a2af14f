//! Searching.

use vestibule_guest::{
    call::Call,
    contract::{
        types::Authority,
        users::{NameOp, SearchRequest, SearchResult},
    },
    users,
};

use super::{approval_status, see_user, sign_up_status};
use crate::{
    model::FoundPage,
    operation::search::Criteria,
    outcome::{Outcome, Reply},
};

pub(super) fn perform(call: &mut Call<'_>, by: &Authority, criteria: &Criteria) -> Outcome {
    let result = users::search::search(call, by, &Ok(request(criteria)));
    Outcome::of(result, |found| Reply::Found(page(&found)))
}

fn request(criteria: &Criteria) -> SearchRequest {
    SearchRequest {
        user_id: criteria.user_id.clone(),
        username: criteria.username.clone(),
        email: criteria.email.clone(),
        display_name: criteria.display_name.clone(),
        first_name: criteria.first_name.clone(),
        middle_name: None,
        last_name: None,
        name_op: criteria.is_any_name.map(|is_any| match is_any {
            true => NameOp::Or,
            false => NameOp::And,
        }),
        is_name_exact: criteria.is_exact,
        sign_up_status: criteria.is_confirmed.map(sign_up_status),
        approval_status: criteria.approval.map(approval_status),
        cur_page: criteria.cur_page,
        page_size: criteria.page_size,
    }
}

fn page(found: &SearchResult) -> FoundPage {
    let people = found.users.iter();
    FoundPage {
        total: found.total,
        people: people
            .map(|user| (user.user_id.clone(), Some(see_user(user))))
            .collect(),
    }
}
