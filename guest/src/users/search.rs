//! Searching accounts.
//!
//! The store finds, counts and skips the search documents (`account/search_index.rs`): one count, one
//! scan of a page. Then the accounts of that page are read, which are the result.

mod criteria;
mod page;

use crate::{
    access,
    call::Call,
    canonical::canonical_username,
    contract::{
        storage::Clause,
        types::{Authority, SubStatus},
        users::{SearchRequest, SearchResult},
    },
    documents::{Pointer, SearchDocument, User},
    fault::{Fault, Result},
    keys, limits,
    store::{self, Paging, Slot},
};

use self::{
    criteria::{Criteria, Wanted},
    page::result,
};
use super::describe_user;

/// Searches accounts. Only a caller who may search learns that the request could not be parsed.
///
/// # Errors
/// As `users.search` in `wit/`; the request's own.
pub fn search(
    call: &mut Call<'_>,
    authority: &Authority,
    request: &Result<SearchRequest>,
) -> Result<SearchResult> {
    call.audited("user.search", |call| {
        access::require_super_user(call, authority).map_err(generic)?;
        let request = request.as_ref().map_err(Clone::clone)?;
        let keyring = call.keyring()?;
        let wanted = Wanted::parse(&keyring, request)?;
        let settings = call.settings.search()?;
        let paging = Paging::new(
            request.cur_page,
            request.page_size,
            settings.default_page_size,
            settings.max_page_size,
        );
        let (total, users) = match wanted {
            Wanted::Nobody => (0, Vec::new()),
            Wanted::Id(user_id) => one(call, paging, by_id(call, &user_id)?),
            Wanted::Name(username) => one(call, paging, by_username(call, &username)?),
            Wanted::All(criteria) => many(call, paging, &criteria)?,
        };
        let users = users.iter().map(|user| describe_user(&keyring, user, true));
        Ok(result(paging, total, users.collect()))
    })
}

/// As in Zato, a caller who may not search does not learn whether the UST is valid.
fn generic(fault: Fault) -> Fault {
    match fault {
        Fault::Refused(refusal) if refusal.public == [SubStatus::SessionNoSuchSession] => {
            Fault::refused_for_all(refusal.exact, false)
        }
        other => other,
    }
}

fn one(call: &mut Call<'_>, paging: Paging, found: Option<User>) -> (u64, Vec<User>) {
    call.target = found.as_ref().map(|user| user.user_id.clone());
    let total = u64::from(found.is_some());
    if !paging.is_within(total) {
        return (total, Vec::new());
    }
    (total, Vec::from_iter(found))
}

fn by_id(call: &Call<'_>, user_id: &str) -> Result<Option<User>> {
    let key = keys::user(user_id);
    if !keys::is_possible(&key) {
        return Ok(None);
    }
    Ok(store::read_one(call.platform, call.now, key)?.document)
}

fn by_username(call: &Call<'_>, username: &str) -> Result<Option<User>> {
    let canonical = canonical_username(username);
    let key = keys::username(&canonical);
    if !keys::is_possible(&key) {
        return Ok(None);
    }
    let pointer = store::read_one::<Pointer>(call.platform, call.now, key)?.document;
    let Some(pointer) = pointer else {
        return Ok(None);
    };
    let user = by_id(call, &pointer.user_id)?;
    // The username may have passed to another account between the two reads.
    Ok(user.filter(|user| user.canonical_username.as_ref() == Some(&canonical)))
}

/// How many match, and those of the page.
fn many(call: &Call<'_>, paging: Paging, criteria: &Criteria) -> Result<(u64, Vec<User>)> {
    let range = keys::all_users_by_name();
    let filter: &[Clause] = &criteria.filter;
    let live_at = Some(call.now.seconds());
    let total = call.platform.count(&range, filter, live_at)?;
    if !paging.is_within(total) {
        return Ok((total, Vec::new()));
    }
    let mut wanted = Vec::new();
    for entry in store::page(call.platform, call.now, &range, filter, paging)? {
        let found: Slot<SearchDocument> = Slot::of(entry).parse(call.now)?;
        wanted.extend(found.document.map(|found| keys::user(&found.user_id)));
    }
    let mut users = Vec::new();
    for keys in wanted.chunks(limits::KEYS) {
        for slot in store::read(call.platform, keys.to_vec())? {
            let user: Option<User> = slot.parse(call.now)?.document;
            // An account that was erased since the scan is left out.
            users.extend(user.filter(SearchDocument::is_due));
        }
    }
    Ok((total, users))
}
