//! The pages that are correct answers to a search.
//!
//! Users may change during a search. So a page is compared with the decisions of the rules at all moments
//! of the search; only if nothing changed, it has to be exactly the same.

use std::collections::BTreeSet;

use super::Found;
use crate::{
    model::{rules::Verdict::Finds, running::Running},
    operation::{Operation, search::Criteria},
};

/// The page in an answer.
pub(crate) struct FoundPage {
    pub(crate) total: u64,
    /// The view of each user, if the answer contains it.
    pub(crate) people: Vec<(String, Option<String>)>,
}

impl Running {
    pub(in crate::model) fn may_find(&self, page: &FoundPage) -> bool {
        let Operation::Search { criteria, .. } = &self.operation else {
            return false;
        };
        let verdicts = self.moments.iter().map(|moment| &moment.verdict);
        let moments: Vec<&Found> = verdicts
            .filter_map(|verdict| match verdict {
                Finds(found) => Some(found),
                _ => None,
            })
            .collect();
        match moments[..] {
            [found] if found.passing == 0 => {
                found.people.len() as u64 == page.total && is_page_of(found, page, criteria)
            }
            _ => {
                may_be_seen(&moments, page, criteria) && leaves_nobody_out(&moments, page, criteria)
            }
        }
    }
}

/// A user who never matched is not found. Users are read after they were found, so the view of them may
/// be later; but not of a user who was searched for by name, and an erased user is never shown.
fn may_be_seen(moments: &[&Found], page: &FoundPage, criteria: &Criteria) -> bool {
    let is_one = criteria.user_id.is_some() || criteria.username.is_some();
    let mut people = page.people.iter();
    people.all(|(id, seen)| {
        let matched = || moments.iter().flat_map(|found| &found.people);
        let was_seen = |seen: &String| matched().any(|(own, text)| own == id && text == seen);
        let is_erased = |seen: &String| seen.starts_with(&format!("{id} - "));
        matched().any(|(own, _)| own == id)
            && seen
                .as_ref()
                .is_none_or(|seen| was_seen(seen) || (!is_one && !is_erased(seen)))
    })
}

/// A user who matched all the time is found exactly once, and counted.
fn leaves_nobody_out(moments: &[&Found], page: &FoundPage, criteria: &Criteria) -> bool {
    let ids = |found: &Found| -> BTreeSet<String> {
        found.people.iter().map(|(id, _)| id.clone()).collect()
    };
    let each: Vec<BTreeSet<String>> = moments.iter().map(|found| ids(found)).collect();
    let ever = each.iter().flatten().collect::<BTreeSet<_>>();
    let always = ever
        .iter()
        .filter(|id| each.iter().all(|ids| ids.contains(**id)));
    let always: BTreeSet<&String> = always.copied().collect();
    let passing = moments.iter().map(|found| found.passing).max().unwrap_or(0);
    let shown: BTreeSet<&String> = page.people.iter().map(|(id, _)| id).collect();
    let is_everything = criteria.page_size == 0 && criteria.cur_page <= 1;
    shown.len() == page.people.len()
        && (!is_everything || always.is_subset(&shown))
        && (always.len() as u64..=(ever.len() + passing) as u64).contains(&page.total)
}

/// Whether it is the requested page, in order.
fn is_page_of(found: &Found, page: &FoundPage, criteria: &Criteria) -> bool {
    let size = match criteria.page_size {
        0 => usize::MAX,
        size => size as usize,
    };
    let before = (criteria.cur_page.max(1) as usize - 1).saturating_mul(size);
    let expected: Vec<_> = found.people.iter().skip(before).take(size).collect();
    let is_alike =
        |((id, seen), (shown, shown_of)): (&&(String, String), &(String, Option<String>))| {
            id == shown && shown_of.as_ref().is_none_or(|shown| shown == seen)
        };
    expected.len() == page.people.len() && expected.iter().zip(&page.people).all(is_alike)
}
