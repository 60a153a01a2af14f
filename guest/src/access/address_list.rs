//! Whether a user may come from an address.

use crate::{
    addresses::{AddressList, canonical_address},
    fault::{Fault, Result},
    platform::Platform,
    settings::login::Login,
};

/// The rule: a user with a list comes from an address on it; one without is refused only if
/// `login.reject_if_not_listed`. An unknown address is on no list, not even `*`.
///
/// # Errors
/// E005001.
pub fn require_listed(
    platform: &dyn Platform,
    login: &Login,
    canonical_username: &str,
    remote_addr: Option<&str>,
) -> Result<()> {
    let is_allowed = match platform.address_list(canonical_username) {
        None => !login.reject_if_not_listed,
        Some(entries) => AddressList::parse(&entries)
            .zip(remote_addr.and_then(canonical_address))
            .is_some_and(|(list, address)| list.contains(address)),
    };
    if is_allowed {
        Ok(())
    } else {
        Err(Fault::not_allowed())
    }
}
