//! The e-mail address of an account, which is stored sealed.

use crate::{
    documents::User,
    keyring::{Keyring, Purpose},
    keys,
};

/// The text of a user's e-mail address in clear; it may not be a valid address.
#[must_use]
pub fn open_email(keyring: &Keyring, user: &User) -> Option<String> {
    let associated = keys::user(&user.user_id);
    let bytes = keyring.open(Purpose::Email, &associated, user.email.as_deref()?)?;
    String::from_utf8(bytes).ok()
}

/// The address for messages to a user; `None` if the stored text is not an address.
#[must_use]
pub fn mailbox(keyring: &Keyring, user: &User) -> Option<String> {
    user.email_index.as_ref()?;
    open_email(keyring, user)
}
