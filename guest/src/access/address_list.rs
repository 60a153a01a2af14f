//! Whether a user may come from an address.

use crate::{
    addresses::canonical_address,
    call::Call,
    fault::{Fault, Result},
    settings::login::Login,
};

/// The rule: a user with a list comes from an address on it; one without is refused only if
/// `login.reject_if_not_listed`. An unknown address is on no list, not even `*`.
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
