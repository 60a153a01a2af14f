//! Credentials of the settings that stand for an account.
//!
//! Who presents one gets a session of the linked user, the same one each time: its secret is not
//! stored but made anew, of the secret key, the definition's password hash and a random seed in
//! the link. So whoever reads the store alone, or the settings alone, can make no UST. Each session
//! has a seed of its own: one that has ended never comes back.

mod administration;
mod log_in;

pub(crate) use administration::remove_all;
pub use administration::{create, delete, get_list};
pub use log_in::log_in;

use crate::{
    contract::{settings::LinkedAuthDefinition, types::SubStatus},
    documents::Session,
    fault::{Fault, Result},
    passwords,
    platform::Platform,
    settings::{linked_auth::BASIC_AUTH, password::Password},
    tokens,
};

/// Characters of a definition's password.
const MAX_PASSWORD: usize = 1_024;

/// Hashes a password for a definition.
///
/// # Errors
/// As `linked-auth.hash-password` in `wit/`.
pub fn hash_password(platform: &dyn Platform, password: &str) -> Result<String> {
    if !(1..=MAX_PASSWORD).contains(&password.chars().count()) {
        return Err(Fault::refused(SubStatus::CommonInvalidInput));
    }
    passwords::hash(platform, &Password::load(platform), password)
}

/// Whether the credential that opened a session is the one the settings have now. A session
/// that began with a login has none.
#[must_use]
pub fn is_credential_current(platform: &dyn Platform, session: &Session) -> bool {
    let Some(credential) = &session.auth_credential else {
        return true;
    };
    let username = session.auth_principal.as_deref().unwrap_or_default();
    let definition = platform.linked_auth(BASIC_AUTH, username);
    definition.as_ref().and_then(credential_digest).as_ref() == Some(credential)
}

/// What a session keeps of the credential that opened it. The hash has a random salt, so this
/// tells nothing of the password.
fn credential_digest(definition: &LinkedAuthDefinition) -> Option<String> {
    definition.password_hash.as_deref().map(tokens::digest)
}

/// How a session names the credential that opened it.
fn ext_session_id(auth_username: &str) -> String {
    format!("{BASIC_AUTH}.{auth_username}")
}
