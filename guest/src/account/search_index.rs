//! The search document of an account. It is written and removed in the same commit as the account.
//!
//! It holds the fields that a search compares, so that the store alone can find, count and skip
//! accounts. An erased account has no search document: it can only be found by its ID.

use crate::{
    documents::{SearchDocument, User},
    fault::Result,
    store::Commit,
};

/// Writes the search document of an account and removes the old one, whose account the commit checks.
pub(crate) fn put(commit: &mut Commit, old: Option<&User>, new: &User) -> Result<()> {
    let (old, new) = (old.map(filed), filed(new));
    if old == Some(new.clone()) {
        return Ok(());
    }
    if let Some(Some((old_key, _))) = old
        && new.as_ref().is_none_or(|(key, _)| *key != old_key)
    {
        commit.delete(old_key);
    }
    match new {
        Some((key, document)) => commit.put(key, &document),
        None => Ok(()),
    }
}

/// Removes the search document of an account.
pub(crate) fn remove(commit: &mut Commit, user: &User) {
    commit.delete(SearchDocument::key_of(user));
}

fn filed(user: &User) -> Option<(String, SearchDocument)> {
    if !SearchDocument::is_due(user) {
        return None;
    }
    Some((SearchDocument::key_of(user), SearchDocument::of(user)))
}

#[cfg(test)]
mod tests {
    use super::{put, remove};
    use crate::{
        contract::storage::Write,
        documents::{ApprovalStatus, SearchDocument, User},
        store::Commit,
        timestamp::Timestamp,
    };

    fn user(display_name: &str) -> User {
        User {
            display_name: Some(display_name.to_owned()),
            canonical_username: Some("ann".to_owned()),
            approval_status: ApprovalStatus::Approved,
            ..User::blank("zusr1", Timestamp::from_seconds(1), "auto")
        }
    }

    /// `+` and `-` with the key.
    fn writes(change: impl FnOnce(&mut Commit)) -> Vec<String> {
        let mut commit = Commit::default();
        change(&mut commit);
        let written = commit.writes().iter().map(|write| match write {
            Write::Put(document) => format!("+{}", document.key),
            Write::Delete(key) => format!("-{key}"),
            Write::DeleteRange(_) => panic!("no range"),
        });
        written.collect()
    }

    #[test]
    fn an_account_has_one_search_document() {
        let (ann, anna) = (user("Ann"), user("Anna"));
        let (at_ann, at_anna) = (SearchDocument::key_of(&ann), SearchDocument::key_of(&anna));
        let written = |old, new| writes(|commit| put(commit, old, new).unwrap());
        assert_eq!(written(None, &ann), [format!("+{at_ann}")]);
        let moved = [format!("-{at_ann}"), format!("+{at_anna}")];
        assert_eq!(written(Some(&ann), &anna), moved);
        assert_eq!(
            writes(|commit| remove(commit, &ann)),
            [format!("-{at_ann}")]
        );
    }

    #[test]
    fn only_changed_members_are_written() {
        let ann = user("Ann");
        let written = |new: &User| writes(|commit| put(commit, Some(&ann), new).unwrap());
        let locked = User {
            is_locked: true,
            ..ann.clone()
        };
        let none: [String; 0] = [];
        assert_eq!(written(&locked), none);
        let named = User {
            first_name: Some("Ann".to_owned()),
            ..ann.clone()
        };
        assert_eq!(
            written(&named),
            [format!("+{}", SearchDocument::key_of(&ann))]
        );
        // Another spelling of the same name is the same to a search.
        assert_eq!(written(&user(" ANN")), none);
    }

    #[test]
    fn an_erased_account_has_no_search_document() {
        let ann = user("Ann");
        let erased = User::erased("zusr1", Timestamp::from_seconds(2), "auto");
        let written = |old, new| writes(|commit| put(commit, old, new).unwrap());
        assert_eq!(
            written(Some(&ann), &erased),
            [format!("-{}", SearchDocument::key_of(&ann))]
        );
        let none: [String; 0] = [];
        assert_eq!(written(None, &erased), none);
        assert_eq!(written(Some(&erased), &erased), none);
    }
}
