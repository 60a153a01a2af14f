//! The e-mail address of an account, which is stored sealed.

use crate::{
    documents::User,
    keyring::{Keyring, Purpose},
    keys,
};

/// A user's address in clear, or what is in the place of one.
#[must_use]
pub fn open_email(keyring: &Keyring, user: &User) -> Option<String> {
    let associated = keys::user(&user.user_id);
    let bytes = keyring.open(Purpose::Email, &associated, user.email.as_deref()?)?;
    String::from_utf8(bytes).ok()
}

/// Where a message to a user goes: an address, which is filed as one.
#[must_use]
pub fn mailbox(keyring: &Keyring, user: &User) -> Option<String> {
    user.email_index.as_ref()?;
    open_email(keyring, user)
}
