//! The e-mail address of an account, and everything it could be filed under.

use crate::{
    canonical::canonical_email,
    documents::User,
    keyring::{Keyring, Purpose},
    keys,
};

/// An address that was opened.
pub(super) struct Mail {
    /// In clear.
    pub(super) plaintext: Vec<u8>,
    /// The secret key it was sealed with; 0 is the first.
    pub(super) sealed_by: usize,
    /// Its blind index under every key, that of the first key first.
    pub(super) indexes: Vec<String>,
}

impl Mail {
    /// None if no key opens it, or it is no address.
    pub(super) fn open(keyring: &Keyring, user: &User) -> Option<Self> {
        let sealed = user.email.as_deref()?;
        let opened = keyring.open_by(Purpose::Email, &keys::user(&user.user_id), sealed)?;
        let canonical = canonical_email(std::str::from_utf8(&opened.plaintext).ok()?)?;
        Some(Self {
            sealed_by: opened.position,
            plaintext: opened.plaintext,
            indexes: keyring.blind(Purpose::EmailIndex, &canonical),
        })
    }

    /// The key that the account's index is of; none if it is of no key.
    pub(super) fn filed_by(&self, user: &User) -> Option<usize> {
        let filed = user.email_index.as_ref()?;
        self.indexes.iter().position(|index| index == filed)
    }
}
