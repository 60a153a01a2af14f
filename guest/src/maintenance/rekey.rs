//! Rewriting everything under the first secret key.
//!
//! [`begin`] retires the other keys: a host that still writes under one of them changes the record of
//! the keys in use (`key_check.rs`). Then every page is rewritten ([`rewrite`]). If the record is
//! unchanged afterwards, nothing was written under another key during the pass, and [`end`] removes the
//! other keys from the record.

mod account;
mod stage;

use crate::{
    access,
    call::Call,
    contract::{maintenance::Rewriting, storage::Entry},
    fault::{Fault, Result},
    key_check, keys,
    limits::REWRITTEN_AT_ONCE,
    maintenance::pages,
    retry::retry_until_committed,
    store::{self, Commit, Document, Found, Slot},
};

/// The outcome for a document.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    /// It is under the first key already, or needs no key.
    Fine,
    /// It was rewritten under the first key.
    Rewritten,
    /// It cannot be rewritten.
    Left,
}

/// Lets all keys but the first retire. Returns the version of the note.
///
/// # Errors
/// As `maintenance.begin-rekey` in `wit/`.
pub fn begin(call: &mut Call<'_>) -> Result<String> {
    call.audited("storage.begin_rekey", |call| {
        call.actor = Some(access::OPERATOR.to_owned());
        let first = call.keyring()?.first_id();
        let mut noted = key_check::read(call.platform)?;
        let needed = noted.document.unwrap_or_default();
        if !needed.is_only(&first) {
            let mut commit = Commit::default();
            commit.check(&noted.check);
            commit.put(keys::KEY_CHECK.to_owned(), &needed.retired_but(&first))?;
            call.record(&mut commit)?;
            call.commit(commit)?;
            noted = key_check::read(call.platform)?;
            if !noted.document.is_some_and(|noted| noted.is_only(&first)) {
                return Err(Fault::Conflict);
            }
        }
        noted.check.version.ok_or(Fault::Conflict)
    })
}

/// Removes the retired keys from the record, unless a host recorded one as needed again.
///
/// # Errors
/// As `maintenance.end-rekey` in `wit/`.
pub fn end(call: &mut Call<'_>, pass: &str) -> Result<bool> {
    call.audited("storage.end_rekey", |call| {
        call.actor = Some(access::OPERATOR.to_owned());
        let first = call.keyring()?.first_id();
        let noted = key_check::read(call.platform)?;
        let mut needed = noted.document.unwrap_or_default();
        if noted.check.version.as_deref() != Some(pass) || !needed.is_only(&first) {
            return Ok(false);
        }
        if !needed.retiring.is_empty() {
            needed.retiring.clear();
            let mut commit = Commit::default();
            commit.check(&noted.check);
            commit.put(keys::KEY_CHECK.to_owned(), &needed)?;
            call.record(&mut commit)?;
            call.commit(commit)?;
        }
        Ok(true)
    })
}

/// Rewrites a page of documents. It has no audit event: those of beginning and end are the
/// operation's.
///
/// # Errors
/// As `maintenance.rekey` in `wit/`.
pub fn rewrite(call: &Call<'_>, after: Option<&str>) -> Result<Rewriting> {
    let keyring = call.keyring()?;
    let (kind, next_kind) = stage::of(after);
    let Some(kind) = kind else {
        return Err(Fault::Unavailable("nothing is sealed".to_owned()));
    };
    let (entries, next) = pages::read(call.platform, kind.all(), after)?;
    let outcomes = all(call, entries, &|commit, entry| {
        stage::rewrite(call, &keyring, commit, kind, entry)
    })?;
    let count = |outcome| {
        let found = outcomes.iter().filter(|found| **found == outcome);
        u32::try_from(found.count()).unwrap_or(u32::MAX)
    };
    Ok(Rewriting {
        documents: u32::try_from(outcomes.len()).unwrap_or(u32::MAX),
        rewritten: count(Outcome::Rewritten),
        left: count(Outcome::Left),
        next: next.or(next_kind),
    })
}

/// A function that adds the rewriting of a document to a commit.
type Rewrite<'a> = &'a dyn Fn(&mut Commit, Slot<Entry>) -> Result<Outcome>;

/// Rewrites documents, several in one commit; after a conflict, one by one.
fn all(call: &Call<'_>, entries: Vec<Entry>, rewrite: Rewrite<'_>) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for entries in entries.chunks(REWRITTEN_AT_ONCE) {
        let slots = entries.iter().cloned().map(Slot::of).collect();
        match together(call, slots, rewrite) {
            Err(Fault::Conflict) => {
                for entry in entries {
                    let again = retry_until_committed(|| {
                        let slots = store::read(call.platform, vec![entry.key.clone()])?;
                        together(call, slots, rewrite)
                    });
                    outcomes.extend(again?);
                }
            }
            rewritten => outcomes.extend(rewritten?),
        }
    }
    Ok(outcomes)
}

fn together(
    call: &Call<'_>,
    slots: Vec<Slot<Entry>>,
    rewrite: Rewrite<'_>,
) -> Result<Vec<Outcome>> {
    let mut commit = Commit::default();
    let mut outcomes = Vec::new();
    for slot in slots {
        outcomes.push(rewrite(&mut commit, slot)?);
    }
    if !commit.is_empty() {
        call.commit(commit)?;
    }
    Ok(outcomes)
}

/// Parses the document that is to be rewritten. The error is the outcome for a key without a document
/// and for a malformed document.
fn parsed<T: Document>(
    call: &Call<'_>,
    slot: Slot<Entry>,
) -> std::result::Result<Found<T>, Outcome> {
    match slot.parse(call.now) {
        // An expired document is absent.
        Ok(slot) => slot.found().ok_or(Outcome::Fine),
        Err(_) => Err(Outcome::Left),
    }
}
