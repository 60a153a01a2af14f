//! Finding people.
//!
//! What is found may change while a search puts it together. So an answer is compared with all
//! that the rules said meanwhile; only if nothing changed it has to be the very same.

use crate::{
    cast::{self, folded},
    model::{
        Account, Model,
        rules::Verdict::{self, Finds, Refuses},
        running::Running,
    },
    operation::{Operation, search::Criteria},
};

const SECOND: u64 = 1_000_000;

/// Whom a search finds at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// In order: the ID of each, and what is seen of it.
    pub(crate) people: Vec<(String, String)>,
    /// Those who match and whose sign-up ended within this very second, or for another host: they
    /// may count.
    pub(crate) passing: usize,
}

/// A page of what was found, as it is answered.
pub(crate) struct FoundPage {
    pub(crate) total: u64,
    /// What is seen of each, where the answer says so much.
    pub(crate) people: Vec<(String, Option<String>)>,
}

impl Model {
    pub(super) fn search(&self, criteria: &Criteria, now: u64) -> Verdict {
        if !is_acceptable(criteria) {
            return Refuses("E008002");
        }
        let matching = |(id, account): &(&String, &Account)| matches(criteria, id, account);
        let everybody = || self.accounts.iter().filter(matching);
        let mut found: Vec<_> = everybody()
            .filter(|(_, account)| account.lives(now))
            .collect();
        found.sort_by_key(|(id, account)| {
            let display_name = account.display_name.as_deref().map(folded);
            (display_name, &account.canonical, account.since, *id)
        });
        let seen = |id: &str| self.seen(id, true).to_string();
        let is_over = |account: &Account| {
            let end = account.expires_at.unwrap_or(u64::MAX);
            end.div_ceil(SECOND) <= now / SECOND
        };
        let replaced = self.replaced.iter().map(|(id, account)| (id, account));
        let passing = everybody().filter(|(_, account)| !account.lives(now));
        Finds(Found {
            people: found
                .into_iter()
                .map(|(id, _)| (id.clone(), seen(id)))
                .collect(),
            passing: passing
                .chain(replaced.filter(matching))
                .filter(|(_, account)| !is_over(account))
                .count(),
        })
    }
}

impl Running {
    /// Whoever matched all the time is there, and nobody who never did.
    pub(super) fn may_find(&self, page: &FoundPage) -> bool {
        let Operation::Search { criteria, .. } = &self.operation else {
            return false;
        };
        let moments: Vec<&Found> = self
            .moments
            .iter()
            .filter_map(|moment| match &moment.verdict {
                Finds(found) => Some(found),
                _ => None,
            })
            .collect();
        if let [found] = moments[..]
            && found.passing == 0
        {
            return found.people.len() as u64 == page.total && is_page_of(found, page, criteria);
        }
        let is_in = |found: &Found, id: &str| found.people.iter().any(|(found, _)| found == id);
        let some_time = |id: &str| moments.iter().any(|found| is_in(found, id));
        let all_the_time = |id: &str| moments.iter().all(|found| is_in(found, id));
        let is_shown = |id: &str| page.people.iter().any(|(shown, _)| shown == id);
        let people = || moments.iter().flat_map(|found| &found.people);
        let stayed = |(id, _): &&(String, String)| all_the_time(id);
        let is_everything = criteria.page_size == 0 && criteria.cur_page <= 1;
        page.people.iter().all(|(id, _)| some_time(id))
            && (!is_everything || people().filter(stayed).all(|(id, _)| is_shown(id)))
            && page.total
                >= moments
                    .iter()
                    .map(|found| least(found, all_the_time))
                    .max()
                    .unwrap_or(0)
    }
}

/// How many of those there are at a moment.
fn least(found: &Found, is_meant: impl Fn(&str) -> bool) -> u64 {
    found.people.iter().filter(|(id, _)| is_meant(id)).count() as u64
}

/// Whether it is the page that was asked for, in order.
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

/// An ID comes before a username, which comes before everything else. Of erased people nothing is
/// left but their ID.
fn matches(criteria: &Criteria, id: &str, account: &Account) -> bool {
    if let Some(wanted) = &criteria.user_id {
        return wanted.trim() == id;
    }
    if let Some(username) = &criteria.username {
        let canonical = cast::canonical(cast::USERNAMES, username.trim());
        return account.canonical == Some(canonical);
    }
    let email = criteria.email.as_ref();
    let email = email.map(|email| cast::canonical(cast::ADDRESSES, email.trim()));
    !account.is_erased()
        && email.is_none_or(|email| account.has_email(&email))
        && criteria
            .is_confirmed
            .is_none_or(|wanted| wanted == account.is_confirmed)
        && criteria
            .approval
            .is_none_or(|wanted| wanted == account.approval)
        && matches_names(criteria, account)
}

fn matches_names(criteria: &Criteria, account: &Account) -> bool {
    let names = [
        (&criteria.display_name, &account.display_name),
        (&criteria.first_name, &account.first_name),
    ];
    let wanted = names.into_iter().filter(|(wanted, _)| wanted.is_some());
    let mut hits = wanted.map(|(wanted, own)| {
        let wanted = folded(wanted.as_deref().unwrap_or_default().trim());
        own.as_deref()
            .map(folded)
            .is_some_and(|own| match criteria.is_exact {
                Some(false) => own.contains(&wanted),
                _ => own == wanted,
            })
    });
    let is_any = criteria.is_any_name == Some(true);
    let has_names = criteria.display_name.is_some() || criteria.first_name.is_some();
    match is_any && has_names {
        true => hits.any(|hit| hit),
        false => hits.all(|hit| hit),
    }
}

/// Criteria that are ignored may be anything.
fn is_acceptable(criteria: &Criteria) -> bool {
    let is_text = |text: &String| !text.trim().is_empty();
    let Criteria {
        user_id,
        username,
        email,
        display_name,
        first_name,
        ..
    } = criteria;
    match (user_id, username) {
        (Some(user_id), _) => is_text(user_id),
        (None, Some(username)) => is_text(username),
        (None, None) => [email, display_name, first_name]
            .into_iter()
            .flatten()
            .all(is_text),
    }
}
