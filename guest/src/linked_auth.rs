//! Credentials of the settings that stand for an account.
//!
//! Who presents one gets a session of the linked user, the same one each time: its secret is not
//! stored but made anew, of the secret key, the definition's password hash and a random seed in
//! the link. So whoever reads the store alone, or the settings alone, can make no UST. Each session
//! has a seed of its own: one that has ended never comes back.

mod administration;
mod credential_session;
mod log_in;

pub(crate) use administration::remove_all;
pub use administration::{create, delete, get_list};
pub use log_in::log_in;

use crate::{
    contract::types::SubStatus,
    documents::BASIC_AUTH,
    fault::{Fault, Result},
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

/// How a session names the credential that opened it.
fn ext_session_id(auth_username: &str) -> String {
    format!("{BASIC_AUTH}.{auth_username}")
}
