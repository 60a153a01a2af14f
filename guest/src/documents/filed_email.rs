//! The e-mail address of an account, and its blind indexes.

use super::User;
use crate::{
    canonical::canonical_email,
    keyring::{Keyring, Purpose},
    keys,
};

/// A decrypted address, or a text in place of an address.
pub struct FiledEmail {
    /// The decrypted text.
    pub plaintext: Vec<u8>,
    /// The secret key it was sealed with; 0 is the first.
    pub sealed_by: usize,
    /// Its blind index under every key, that of the first key first; empty if it is not an address.
    pub indexes: Vec<String>,
}

impl FiledEmail {
    /// `None` if no key opens it.
    #[must_use]
    pub fn open(keyring: &Keyring, user: &User) -> Option<Self> {
        let sealed = user.email.as_deref()?;
        let opened = keyring.open_by(Purpose::Email, &keys::user(&user.user_id), sealed)?;
        let canonical = canonical_email(std::str::from_utf8(&opened.plaintext).ok()?);
        let blind = |canonical: String| keyring.blind(Purpose::EmailIndex, &canonical);
        Some(Self {
            sealed_by: opened.position,
            plaintext: opened.plaintext,
            indexes: canonical.map(blind).unwrap_or_default(),
        })
    }

    /// Whether the account has the right blind index.
    #[must_use]
    pub fn is_filed(&self, user: &User) -> bool {
        match self.indexes.is_empty() {
            true => user.email_index.is_none(),
            false => self.filed_by(user).is_some(),
        }
    }

    /// Whether sealed text and index are under the first key already.
    #[must_use]
    pub fn is_under_first(&self, user: &User) -> bool {
        let is_filed = match self.indexes.is_empty() {
            true => user.email_index.is_none(),
            false => self.filed_by(user) == Some(0),
        };
        self.sealed_by == 0 && is_filed
    }

    /// The position of the key that made the account's index; `None` if no key did.
    #[must_use]
    pub fn filed_by(&self, user: &User) -> Option<usize> {
        let filed = user.email_index.as_ref()?;
        self.indexes.iter().position(|index| index == filed)
    }
}
