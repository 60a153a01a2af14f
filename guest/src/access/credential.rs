//! The credential of the settings that opened a session.

use crate::{
    call::Call,
    documents::{BASIC_AUTH, Session},
    fault::Result,
    settings::linked_auth::Definition,
    tokens,
};

/// Whether the credential that opened a session is the one the settings have now. A session
/// that began with a login has none.
pub(super) fn is_credential_current(call: &Call<'_>, session: &Session) -> Result<bool> {
    let Some(credential) = &session.auth_credential else {
        return Ok(true);
    };
    let username = session.auth_principal.as_deref().unwrap_or_default();
    let definition = call.settings.linked_auth(BASIC_AUTH, username)?;
    let current = definition.and_then(|definition| credential_digest(&definition));
    Ok(current.as_ref() == Some(credential))
}

/// What a session keeps of the credential that opened it. The hash has a random salt, so this
/// tells nothing of the password.
pub(crate) fn credential_digest(definition: &Definition) -> Option<String> {
    definition.password_hash.as_deref().map(tokens::digest)
}
