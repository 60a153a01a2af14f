//! The definition of a kind of stored document, in one place: its row.
//!
//! The rows determine which keys exist, what `storage check` compares, what a rekey seals under the new
//! secret key, and what is removed with a user.

use crate::{
    contract::maintenance::Flaw,
    fault::{Fault, Result},
    keyring::{Keyring, Purpose},
    keys::Parts,
    store::Document,
};

use super::{RelatedDocuments, User};

/// A kind of stored document. The type of its documents implements it, or a type of its own where
/// several kinds have the same type of documents.
pub trait Kind {
    /// The type of the documents.
    type Document: Document;

    /// The form of the keys ([`Parts`]).
    const KEY: &'static str;

    /// The content of a document, for the table in `keys.rs`.
    const MEANING: &'static str;

    /// What happens to the documents when a user is erased.
    const ERASURE: Erasure;

    /// The purposes for which a document has sealed texts, one for each.
    const SEALED: &'static [Purpose] = &[];

    /// For index documents: they lead to an account and follow from it.
    const INDEX: Option<Index> = None;

    /// The keys of the documents that only this one leads to: they are removed with it.
    const LEADS_TO: Option<LeadsTo<Self::Document>> = None;

    /// Whether the document is possible under its key.
    #[must_use]
    fn is_well_formed(_found: &InspectedDocument<'_, Self::Document>) -> bool {
        true
    }

    /// The user it belongs to; `None` if it does not belong to a user.
    #[must_use]
    fn owner(found: &InspectedDocument<'_, Self::Document>) -> Option<String> {
        found.key.user().map(ToOwned::to_owned)
    }

    /// The keys of the documents it has to agree with. The owner's document, and `key-check` if the
    /// document is sealed, are read in any case.
    #[must_use]
    fn related(_found: &InspectedDocument<'_, Self::Document>, _keyring: &Keyring) -> Vec<String> {
        Vec::new()
    }

    /// The flaws of the document, beside those of its sealed texts. By default its owner has to exist
    /// and must not be erased.
    #[must_use]
    fn flaws(
        found: &InspectedDocument<'_, Self::Document>,
        related: &RelatedDocuments<'_>,
    ) -> Vec<Flaw> {
        let is_not_erased = |user: &User| !user.is_erased();
        let owner = Self::owner(found);
        let flaw = owner.and_then(|owner| related.of_user(&owner, is_not_erased));
        Vec::from_iter(flaw)
    }

    /// The text that is sealed for one of the purposes.
    #[must_use]
    fn sealed(_document: &Self::Document, _purpose: Purpose) -> Option<String> {
        None
    }

    /// The context that a sealed text is bound to, so that it opens in no other document.
    #[must_use]
    fn bound_to(key: &str) -> &str {
        key
    }

    /// The document with another sealed text for one of the purposes.
    ///
    /// # Errors
    /// If the kind is not sealed, or the text cannot be written.
    fn resealed(
        _document: Self::Document,
        _purpose: Purpose,
        _text: &str,
    ) -> Result<Self::Document> {
        Err(Fault::Unavailable(format!("{} is not sealed", Self::KEY)))
    }
}

/// What happens to the documents of a kind when a user is erased: deleted, or rejected.
#[derive(Clone, Copy)]
pub enum Erasure {
    /// The documents whose keys have the user's ID first are removed.
    UnderUser,
    /// The documents whose keys the account has are removed.
    Listed(fn(&User) -> Vec<String>),
    /// The documents are removed along with those of the kind that leads to them
    /// ([`Kind::LEADS_TO`]).
    WithWhatLeadsToThem,
    /// The documents follow from the account: they are written and removed with it
    /// (`account/writing.rs`).
    WithAccount,
    /// The documents stay. The text gives the reason.
    Stay(&'static str),
}

/// The keys of the documents that a document leads to.
pub type LeadsTo<T> = fn(&InspectedDocument<'_, T>) -> Vec<String>;

/// A document that leads to an account.
#[derive(Clone, Copy)]
pub struct Index {
    /// Whether the account has to have it.
    pub is_due: fn(&User) -> bool,
    /// Its key. `None` if the account lacks a part of the key.
    pub key: fn(&User) -> Option<String>,
    /// The flaw of the account if the document is missing.
    pub missing: Flaw,
}

impl Index {
    /// The key of the document that the account has to have; `None` if it need not have one.
    #[must_use]
    pub fn due_at(&self, user: &User) -> Option<String> {
        if !(self.is_due)(user) {
            return None;
        }
        (self.key)(user)
    }
}

/// A document with its key.
pub struct InspectedDocument<'a, T> {
    /// The parsed key.
    pub key: Parts<'a>,
    /// The document.
    pub document: T,
}
