//! Checks that the documents agree with each other.
//!
//! A document and all documents it has to agree with are read in one `get`, as of one moment. If the
//! document has changed by then, the check starts over: a change in progress is not a defect.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    contract::{
        maintenance::{Defect, Flaw, Inspection},
        storage::Entry,
    },
    documents::{Inspected, RelatedDocuments, Row},
    fault::{Fault, Result},
    keyring::Keyring,
    keys, limits,
    platform::Platform,
    settings::Settings,
};

use super::{pages, shown};

/// How often a document is read again that others keep changing.
const ROUNDS: u32 = 16;

/// Inspects a page of documents.
///
/// # Errors
/// As `maintenance.inspect` in `wit/`.
pub fn inspect(platform: &dyn Platform, after: Option<&str>) -> Result<Inspection> {
    let keyring = Keyring::load(&Settings::of(platform))?;
    let (entries, next) = pages::read(platform, keys::everything(), after)?;
    let documents = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let mut found = Vec::new();
    let mut waiting = entries;
    for _ in 0..ROUNDS {
        waiting = round(platform, &keyring, &waiting, &mut found)?;
        if waiting.is_empty() {
            return Ok(Inspection {
                documents,
                defects: found,
                next,
            });
        }
    }
    Err(Fault::Conflict)
}

/// Inspects documents, as many as one read allows at a time; returns those that have changed.
fn round(
    platform: &dyn Platform,
    keyring: &Keyring,
    entries: &[Entry],
    found: &mut Vec<Defect>,
) -> Result<Vec<Entry>> {
    let mut changed = Vec::new();
    let mut group = Group::default();
    for entry in entries {
        let mut wanted = related(keyring, entry);
        wanted.push(entry.key.clone());
        if group.wanted.len() + wanted.len() > limits::KEYS {
            std::mem::take(&mut group).inspect(platform, keyring, found, &mut changed)?;
        }
        group.wanted.extend(wanted);
        group.inspected.push(entry);
    }
    group.inspect(platform, keyring, found, &mut changed)?;
    Ok(changed)
}

/// The keys of what a document has to agree with.
fn related(keyring: &Keyring, entry: &Entry) -> Vec<String> {
    let row = Row::by_key(&entry.key);
    let related = row.and_then(|row| (row.related)(entry, keyring));
    related.unwrap_or_default()
}

fn compare(entry: &Entry, related: &RelatedDocuments<'_>) -> Inspected {
    match Row::by_key(&entry.key) {
        Some(row) => (row.inspect)(entry, related),
        None => Inspected {
            flaws: vec![Flaw::UnknownKey],
            user_id: None,
        },
    }
}

/// Documents that are read together.
#[derive(Default)]
struct Group<'a> {
    inspected: Vec<&'a Entry>,
    wanted: BTreeSet<String>,
}

impl Group<'_> {
    fn inspect(
        self,
        platform: &dyn Platform,
        keyring: &Keyring,
        found: &mut Vec<Defect>,
        changed: &mut Vec<Entry>,
    ) -> Result<()> {
        if self.inspected.is_empty() {
            return Ok(());
        }
        let wanted = Vec::from_iter(self.wanted);
        let read = platform.get(&wanted)?;
        let mut entries = BTreeMap::new();
        for entry in read.into_iter().flatten() {
            entries.insert(entry.key.clone(), entry);
        }
        let related = RelatedDocuments {
            keyring,
            entries,
            now: platform.now(),
        };
        for inspected in self.inspected {
            match related.entries.get(&inspected.key) {
                None => {}
                Some(entry) if entry.version != inspected.version => changed.push(entry.clone()),
                Some(entry) => {
                    let Inspected { flaws, user_id } = compare(entry, &related);
                    found.extend(flaws.into_iter().map(|flaw| Defect {
                        key: shown::key(keyring, &entry.key),
                        flaw,
                        user_id: user_id.as_deref().and_then(shown::user_id),
                    }));
                }
            }
        }
        Ok(())
    }
}
