//! Where a login comes from.

use crate::{addresses::canonical_address, call::Call, contract::authentication::LoginMetadata};

/// Whether an address that is named is one.
pub(super) fn is_acceptable(metadata: &LoginMetadata) -> bool {
    metadata
        .remote_addr
        .as_deref()
        .is_none_or(|address| canonical_address(address).is_some())
}

/// Whom the session is for: the caller, or the end user a trusted client speaks for.
pub(super) struct Client {
    pub(super) remote_addr: Option<String>,
    pub(super) user_agent: Option<String>,
}

impl Client {
    pub(super) fn of(call: &Call<'_>, metadata: Option<&LoginMetadata>) -> Self {
        let address = metadata.and_then(|metadata| metadata.remote_addr.as_deref());
        let agent = metadata.and_then(|metadata| metadata.user_agent.as_deref());
        Self {
            remote_addr: match address {
                Some(text) => canonical_address(text).map(|address| address.to_string()),
                None => call.remote_addr.clone(),
            },
            user_agent: agent
                .map(Call::cut_user_agent)
                .or_else(|| call.user_agent.clone()),
        }
    }
}
