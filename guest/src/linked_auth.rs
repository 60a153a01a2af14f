//! Linked credentials: credentials in the settings, each of which may be linked to an account.
//!
//! A client that presents one gets a session of the linked user, the same one for every call. The
//! secret of the session is not stored: it is derived for each call from the secret key, the
//! definition's password hash and a random seed in the link. So a UST cannot be made from the store
//! alone, or from the settings alone. Each session has a new seed, so an ended session is never valid
//! again.

mod administration;
mod credential_session;
mod log_in;

pub use administration::{create, delete, get_list};
pub use log_in::log_in;

use crate::{
    contract::types::SubStatus,
    fault::{Fault, Result},
    keys::BASIC_AUTH,
    passwords,
    platform::Platform,
    settings::Settings,
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
    passwords::hash(platform, &*Settings::of(platform).password()?, password)
}

/// The name of a credential in the sessions that it began.
fn ext_session_id(auth_username: &str) -> String {
    format!("{BASIC_AUTH}.{auth_username}")
}
