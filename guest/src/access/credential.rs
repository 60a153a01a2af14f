//! The linked credential that began a session.

use crate::{
    call::Call, documents::Session, fault::Result, keys::BASIC_AUTH,
    settings::linked_auth::Definition, tokens,
};

/// Whether the credential that began a session is still the one in the settings. `true` for a session
/// that began with a login.
pub(super) fn is_credential_current(call: &Call<'_>, session: &Session) -> Result<bool> {
    let Some(credential) = &session.auth_credential else {
        return Ok(true);
    };
    let username = session.auth_principal.as_deref().unwrap_or_default();
    let definition = call.settings.linked_auth(BASIC_AUTH, username)?;
    let current = definition.map(|definition| credential_digest(&definition));
    Ok(current.as_ref() == Some(credential))
}

/// The digest of a credential, which is stored with the sessions it begins. The password hash has a
/// random salt, so the digest reveals nothing about the password.
pub(crate) fn credential_digest(definition: &Definition) -> String {
    tokens::digest(&definition.password_hash)
}
