//! The credential of the settings that opened a session.

use crate::{
    contract::settings::LinkedAuthDefinition,
    documents::{BASIC_AUTH, Session},
    platform::Platform,
    tokens,
};

/// Whether the credential that opened a session is the one the settings have now. A session
/// that began with a login has none.
#[must_use]
pub(super) fn is_credential_current(platform: &dyn Platform, session: &Session) -> bool {
    let Some(credential) = &session.auth_credential else {
        return true;
    };
    let username = session.auth_principal.as_deref().unwrap_or_default();
    let definition = platform.linked_auth(BASIC_AUTH, username);
    definition.as_ref().and_then(credential_digest).as_ref() == Some(credential)
}

/// What a session keeps of the credential that opened it. The hash has a random salt, so this
/// tells nothing of the password.
pub(crate) fn credential_digest(definition: &LinkedAuthDefinition) -> Option<String> {
    definition.password_hash.as_deref().map(tokens::digest)
}
