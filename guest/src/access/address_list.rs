//! Address lists: from which addresses a user may log in and use a session.

use crate::{
    addresses::canonical_address,
    call::Call,
    fault::{Fault, Result},
    settings::login::Login,
};

/// Requires that a user may come from an address. If the user has a list, the address has to be on it.
/// If not, the user is refused only if `login.reject_if_not_listed`. An unknown address is not on any
/// list, not even on `*`.
///
/// # Errors
/// E005001.
pub fn require_listed(
    call: &Call<'_>,
    login: &Login,
    canonical_username: &str,
    remote_addr: Option<&str>,
) -> Result<()> {
    let is_allowed = match call.settings.address_list(canonical_username)? {
        None => !login.reject_if_not_listed,
        Some(list) => remote_addr
            .and_then(canonical_address)
            .is_some_and(|address| list.contains(address)),
    };
    if is_allowed {
        Ok(())
    } else {
        Err(Fault::not_allowed())
    }
}
