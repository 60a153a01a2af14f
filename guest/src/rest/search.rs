//! Finding accounts, over REST.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    contract::{
        types::{Authority, SubStatus},
        users::{NameOp, SearchRequest, User},
    },
    documents::{ApprovalStatus, SignUpStatus},
    fault::{Fault, Result},
    rest::{
        input::{Count, Flag, Text, yes},
        output::Fields,
        users::Account,
    },
    users::search,
};

#[cfg(test)]
use super::users::words;

/// How criteria for names are combined.
const NAME_OPS: [(&str, NameOp); 2] = [("and", NameOp::And), ("or", NameOp::Or)];

/// A criterion that is `null` is ignored.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SearchInput {
    ust: Text,
    user_id: Option<Text>,
    username: Option<Text>,
    email: Option<Text>,
    display_name: Option<Text>,
    first_name: Option<Text>,
    middle_name: Option<Text>,
    last_name: Option<Text>,
    #[cfg_attr(test, schemars(extend("enum" = words(SignUpStatus::WORDS, &[None]))))]
    sign_up_status: Option<Text>,
    #[cfg_attr(test, schemars(extend("enum" = words(ApprovalStatus::WORDS, &[None]))))]
    approval_status: Option<Text>,
    #[cfg_attr(test, schemars(extend("enum" = words(&NAME_OPS.map(|(word, _)| word), &[None]))))]
    name_op: Option<Text>,
    /// If absent: true.
    #[serde(default = "yes")]
    is_name_exact: Flag,
    /// Ignored: results are always paged.
    #[serde(rename = "paginate")]
    _paginate: Option<Flag>,
    #[serde(default)]
    cur_page: Count,
    #[serde(default)]
    page_size: Count,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SearchOutput {
    total: u64,
    num_pages: u64,
    page_size: u32,
    cur_page: u32,
    has_next_page: bool,
    has_prev_page: bool,
    next_page: Option<u32>,
    /// 0 if there is no previous page.
    prev_page: u32,
    result: Vec<FoundUser>,
}

/// An account as in `GET /user`, with the members that Zato adds here. Members without a meaning in
/// this product are null, as in Zato.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FoundUser {
    #[serde(flatten)]
    user: Account,
    is_rate_limit_active: bool,
    rate_limit_def: Option<String>,
    rate_limit_type: Option<String>,
    rate_limit_check_parent_def: Option<bool>,
    /// Always null: keys are never shown.
    totp_key: Option<String>,
    status: Option<String>,
    is_current_super_user: bool,
}

/// GET and POST /user/search.
pub(super) fn search(call: &mut Call<'_>, input: SearchInput) -> Result<Fields<SearchOutput>> {
    let authority = Authority::Session(input.ust.0.clone());
    let found = search::search(call, &authority, &request(input))?;
    Ok(Fields(SearchOutput {
        total: found.total,
        num_pages: found.num_pages,
        page_size: found.page_size,
        cur_page: found.cur_page,
        has_next_page: found.next_page.is_some(),
        has_prev_page: found.prev_page.is_some(),
        next_page: found.next_page,
        prev_page: found.prev_page.unwrap_or_default(),
        result: found.users.iter().map(show).collect(),
    }))
}

/// E008002 if the word is unknown.
fn request(input: SearchInput) -> Result<SearchRequest> {
    let text = |text: Option<Text>| text.map(|text| text.0);
    Ok(SearchRequest {
        user_id: text(input.user_id),
        username: text(input.username),
        email: text(input.email),
        display_name: text(input.display_name),
        first_name: text(input.first_name),
        middle_name: text(input.middle_name),
        last_name: text(input.last_name),
        name_op: one_of(input.name_op, name_op)?,
        is_name_exact: Some(input.is_name_exact.0),
        sign_up_status: one_of(input.sign_up_status, SignUpStatus::of_word)?.map(Into::into),
        approval_status: one_of(input.approval_status, ApprovalStatus::of_word)?.map(Into::into),
        cur_page: input.cur_page.0,
        page_size: input.page_size.0,
    })
}

fn one_of<T>(word: Option<Text>, of_word: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let Some(word) = word else {
        return Ok(None);
    };
    let refused = || Fault::refused(SubStatus::CommonInvalidInput);
    of_word(&word.0).map(Some).ok_or_else(refused)
}

fn name_op(word: &str) -> Option<NameOp> {
    let mut known = NAME_OPS.into_iter();
    known.find_map(|(name, op)| (name == word).then_some(op))
}

fn show(user: &User) -> FoundUser {
    let administration = user.administration.as_ref();
    FoundUser {
        user: user.clone().into(),
        is_rate_limit_active: administration.is_some_and(|user| user.is_rate_limit_active),
        rate_limit_def: administration.and_then(|user| user.rate_limit_def.clone()),
        rate_limit_type: None,
        rate_limit_check_parent_def: None,
        totp_key: None,
        status: None,
        is_current_super_user: false,
    }
}
