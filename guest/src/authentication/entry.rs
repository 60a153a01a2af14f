//! The third step of a login: whether a user who is proven may log in now, from here.

use crate::{
    access::{self, require_listed},
    call::Call,
    contract::authentication::LoginRequest,
    documents::User,
    fault::Result,
};

use super::client::Client;

/// Requires what does not depend on a new password.
///
/// # Errors
/// E004001, E005001, E005002, E005003, E003004, each only if the setting for it permits; E006001, E008002.
pub(super) fn require_may_enter(
    call: &Call<'_>,
    user: &User,
    client: &Client,
    request: &LoginRequest,
) -> Result<()> {
    client.require_login_allowed()?;
    let login = call.settings.login()?;
    let username = user.canonical_username.as_deref().unwrap_or_default();
    require_listed(call, &login, username, client.remote_addr.as_deref())?;
    access::require_good_standing(user, &login)?;
    if request.new_password.is_none() {
        access::require_unexpired_password(call, user)?;
    }
    client.require_acceptable_metadata()
}
