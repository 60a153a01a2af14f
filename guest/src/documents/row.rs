//! The row of a kind: its definition, and the functions for its documents that follow from it.

use crate::{
    contract::{
        maintenance::Flaw,
        storage::{Entry, KeyRange},
    },
    fault::Result,
    keyring::{Keyring, Purpose},
    keys::{self, Parts},
    platform::Platform,
    store::{Commit, Document, Slot},
    timestamp::Timestamp,
};

use super::{Erasure, Index, InspectedDocument, KINDS, Kind, RelatedDocuments};

/// The row of a kind.
pub struct Row {
    /// The form of the keys.
    pub key: &'static str,
    /// The content of a document.
    pub meaning: &'static str,
    /// What happens to the documents when a user is erased.
    pub erasure: Erasure,
    /// For index documents: they lead to an account and follow from it.
    pub index: Option<Index>,
    /// The keys of everything that a document has to agree with. `None` if it is malformed.
    pub related: fn(&Entry, &Keyring) -> Option<Vec<String>>,
    /// Compares a document with everything that it has to agree with.
    pub inspect: fn(&Entry, &RelatedDocuments<'_>) -> Inspected,
    /// The keys of the documents that only a document of this kind leads to, even if it has expired.
    pub leads_to: Option<fn(&Entry) -> Vec<String>>,
    /// Adds to a commit the document with all its texts sealed by the first secret key. `None` for
    /// kinds without sealed texts.
    pub reseal: Option<Reseal>,
}

/// Adds to a commit the document with all its texts sealed by the first secret key.
pub(super) type Reseal =
    fn(&dyn Platform, Timestamp, &Keyring, &mut Commit, &Entry) -> Result<Resealing>;

/// The result of a comparison.
#[derive(Default)]
pub struct Inspected {
    /// The flaws of the document.
    pub flaws: Vec<Flaw>,
    /// The ID of the user it belongs to.
    pub user_id: Option<String>,
}

/// How a document was sealed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resealing {
    /// With the first secret key, or not at all.
    NotNeeded,
    /// With another key; the commit changes it.
    Done,
    /// The document is malformed, or none of the secret keys opens it.
    Impossible,
}

impl Row {
    pub(super) const fn of<K: Kind>() -> Self {
        Self {
            key: K::KEY,
            meaning: K::MEANING,
            erasure: K::ERASURE,
            index: K::INDEX,
            related: related::<K>,
            inspect: inspect::<K>,
            leads_to: match K::LEADS_TO {
                Some(_) => Some(leads_to::<K>),
                None => None,
            },
            reseal: match K::SEALED {
                [] => None,
                _ => Some(reseal::<K>),
            },
        }
    }

    /// Finds the row whose form of keys matches a key. `None` if no row matches.
    #[must_use]
    pub fn by_key(key: &str) -> Option<&'static Self> {
        KINDS.iter().find(|row| Parts::of(row.key, key).is_some())
    }

    /// All documents of the kind.
    #[must_use]
    pub fn all(&self) -> KeyRange {
        keys::below(&format!("{}/", self.word()))
    }

    /// The documents of the kind whose keys have the ID of a user first.
    #[must_use]
    pub fn of_user(&self, user_id: &str) -> KeyRange {
        let key = format!("{}/{user_id}", self.word());
        if self.is_one_for_each_user() {
            let end = keys::after(&key);
            return KeyRange { start: key, end };
        }
        keys::below(&format!("{key}/"))
    }

    /// Whether a user has at most one document of the kind.
    #[must_use]
    pub fn is_one_for_each_user(&self) -> bool {
        self.key.ends_with("/<user>") && self.key.matches('/').count() == 1
    }

    fn word(&self) -> &'static str {
        self.key.split('/').next().unwrap_or_default()
    }
}

fn understood<K: Kind>(entry: &Entry) -> Option<InspectedDocument<'_, K::Document>> {
    let found = InspectedDocument {
        key: Parts::of(K::KEY, &entry.key)?,
        document: serde_json::from_str(&entry.value).ok()?,
    };
    K::is_well_formed(&found).then_some(found)
}

fn related<K: Kind>(entry: &Entry, keyring: &Keyring) -> Option<Vec<String>> {
    let found = understood::<K>(entry)?;
    let related = K::related(&found, keyring);
    Some(with_what_all_are_related_to(
        related,
        K::owner(&found),
        !K::SEALED.is_empty(),
    ))
}

fn with_what_all_are_related_to(
    mut related: Vec<String>,
    owner: Option<String>,
    is_sealed: bool,
) -> Vec<String> {
    related.extend(owner.as_deref().map(keys::user));
    if is_sealed {
        related.push(keys::KEY_CHECK.to_owned());
    }
    related.retain(|key| keys::is_possible(key));
    related
}

fn inspect<K: Kind>(entry: &Entry, related: &RelatedDocuments<'_>) -> Inspected {
    let Some(found) = understood::<K>(entry) else {
        return malformed(K::KEY, entry);
    };
    if !related.is_live(&found.document) {
        return Inspected::default();
    }
    let mut flaws = K::flaws(&found, related);
    for purpose in K::SEALED {
        if let Some(text) = K::sealed(&found.document, *purpose) {
            let bound_to = K::bound_to(found.key.key);
            flaws.extend(flaw_of_sealed(related, *purpose, bound_to, &text));
        }
    }
    Inspected {
        flaws,
        user_id: K::owner(&found),
    }
}

fn malformed(form: &'static str, entry: &Entry) -> Inspected {
    let user = Parts::of(form, &entry.key).and_then(|parts| parts.user());
    Inspected {
        flaws: vec![Flaw::Malformed],
        user_id: user.map(ToOwned::to_owned),
    }
}

fn flaw_of_sealed(
    related: &RelatedDocuments<'_>,
    purpose: Purpose,
    bound_to: &str,
    text: &str,
) -> Option<Flaw> {
    match related.keyring.open_by(purpose, bound_to, text) {
        None => Some(Flaw::Unreadable),
        Some(opened) => (!related.is_noted(opened.position)).then_some(Flaw::KeyNotNoted),
    }
}

fn leads_to<K: Kind>(entry: &Entry) -> Vec<String> {
    match (K::LEADS_TO, understood::<K>(entry)) {
        (Some(leads_to), Some(found)) => leads_to(&found),
        _ => Vec::new(),
    }
}

fn reseal<K: Kind>(
    platform: &dyn Platform,
    now: Timestamp,
    keyring: &Keyring,
    commit: &mut Commit,
    entry: &Entry,
) -> Result<Resealing> {
    let Some(found) = understood::<K>(entry) else {
        return Ok(Resealing::Impossible);
    };
    let bound_to = K::bound_to(&entry.key);
    let mut document = found.document;
    if document.expires_at().is_some_and(|end| end <= now) {
        return Ok(Resealing::NotNeeded);
    }
    let mut resealing = Resealing::NotNeeded;
    for purpose in K::SEALED {
        let Some(text) = K::sealed(&document, *purpose) else {
            continue;
        };
        let Some(opened) = keyring.open_by(*purpose, bound_to, &text) else {
            return Ok(Resealing::Impossible);
        };
        if !opened.is_by_first() {
            let sealed = keyring.seal(platform, *purpose, bound_to, &opened.plaintext)?;
            document = K::resealed(document, *purpose, &sealed)?;
            resealing = Resealing::Done;
        }
    }
    if resealing == Resealing::Done {
        commit.check(&Slot::of(entry.clone()).check);
        commit.put(entry.key.clone(), &document)?;
    }
    Ok(resealing)
}
