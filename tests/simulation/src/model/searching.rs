//! The users whom a search finds, if it is done at one moment.

mod pages;

pub(crate) use pages::FoundPage;

use crate::{
    cast::{self, folded},
    model::{
        Account, Model,
        rules::Verdict::{self, Finds, Refuses},
    },
    operation::search::Criteria,
};

const SECOND: u64 = 1_000_000;

/// The users whom a search finds at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// In order: the ID of each, and the view of it.
    pub(crate) people: Vec<(String, String)>,
    /// Users who match and whose sign-up expired within this second, or has expired for another host: they
    /// may count.
    pub(crate) passing: usize,
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

/// An ID takes precedence over a username, and a username over all other criteria. Of erased accounts
/// only the ID is left.
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
