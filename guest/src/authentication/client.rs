//! The client that a login is for: the caller, or the end user for whom a trusted client logs in;
//! and the application.

use std::rc::Rc;

use crate::{
    addresses::canonical_address,
    call::Call,
    contract::{authentication::LoginMetadata, types::SubStatus},
    fault::{Fault, Result},
    settings::apps::Apps,
};

/// The origin of a login.
pub(super) struct Client {
    apps: Rc<Apps>,
    current_app: String,
    /// `None` if the host does not know it, or if the metadata has an invalid address.
    pub(super) remote_addr: Option<String>,
    pub(super) user_agent: Option<String>,
    metadata: Metadata,
}

/// The metadata of a login, with which a client describes an end user.
enum Metadata {
    /// Absent; or the client may send it and it is valid.
    Acceptable,
    /// This client, or this application, may not send metadata.
    NotAllowed,
    /// The metadata has an invalid address.
    Invalid,
}

impl Client {
    /// Metadata counts only if the client is trusted and the application may send it.
    pub(super) fn new(
        call: &Call<'_>,
        apps: Rc<Apps>,
        current_app: String,
        metadata: Option<&LoginMetadata>,
    ) -> Self {
        let may_describe_others =
            call.is_trusted_client && apps.login_metadata_allowed.contains(&current_app);
        let caller = Self {
            apps,
            current_app,
            remote_addr: call.remote_addr.clone(),
            user_agent: call.user_agent.clone(),
            metadata: Metadata::Acceptable,
        };
        let Some(metadata) = metadata else {
            return caller;
        };
        if !may_describe_others {
            return Self {
                metadata: Metadata::NotAllowed,
                ..caller
            };
        }
        let mut client = caller;
        if let Some(agent) = &metadata.user_agent {
            client.user_agent = Some(Call::cut_user_agent(agent));
        }
        if let Some(text) = &metadata.remote_addr {
            let address = canonical_address(text);
            if address.is_none() {
                client.metadata = Metadata::Invalid;
            }
            client.remote_addr = address.map(|address| address.to_string());
        }
        client
    }

    /// The address that the attempt counts against: if the metadata has an invalid address, the
    /// caller's own.
    pub(super) fn address_to_count<'a>(&'a self, call: &'a Call<'_>) -> Option<&'a str> {
        self.remote_addr.as_deref().or(call.remote_addr.as_deref())
    }

    /// Requires that the application allows logins.
    ///
    /// # Errors
    /// E004001, shown if `apps.inform_if_app_invalid`.
    pub(super) fn require_login_allowed(&self) -> Result<()> {
        if self.apps.login_allowed.contains(&self.current_app) {
            return Ok(());
        }
        Err(self.apps.refusal(SubStatus::AppListInvalid))
    }

    /// Requires that the client may send the metadata it sent, and that the metadata is valid.
    ///
    /// # Errors
    /// E006001, E008002.
    pub(super) fn require_acceptable_metadata(&self) -> Result<()> {
        match self.metadata {
            Metadata::Acceptable => Ok(()),
            Metadata::NotAllowed => Err(Fault::refused(SubStatus::MetadataNotAllowed)),
            Metadata::Invalid => Err(Fault::refused(SubStatus::CommonInvalidInput)),
        }
    }
}
