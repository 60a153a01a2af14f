//! Who tries, and whose account it is.

use std::rc::Rc;

use ipnet::Ipv6Net;

use crate::{
    addresses::canonical_address,
    call::Call,
    documents::Wait,
    fault::Result,
    keyring::{Keyring, Purpose},
    keys,
    settings::throttling::Throttling,
    store::Slot,
};

/// Bits of an IPv6 address that a client cannot change at will.
const IPV6_NETWORK: u8 = 64;

/// What a guess is about. Guesses at one are none at another.
#[derive(Clone, Copy)]
pub enum Account<'a> {
    /// A login: the canonical username, whether there is such an account or not.
    Username(&'a str),
    /// A change of one's own password: the user ID, which no update changes.
    User(&'a str),
    /// A linked credential: its username.
    Credential(&'a str),
}

impl Account<'_> {
    fn blind(self, keyring: &Keyring) -> String {
        let (purpose, text) = match self {
            Self::Username(text) => (Purpose::AttemptAccount, text),
            Self::User(text) => (Purpose::AttemptUser, text),
            Self::Credential(text) => (Purpose::AttemptCredential, text),
        };
        keyring.blind_agreed(purpose, text)
    }
}

/// A source and an account, in the form in which they are counted.
pub struct Subject {
    pub(super) settings: Rc<Throttling>,
    account: String,
    source: Option<String>,
}

/// What is known of a subject's waits.
pub(super) struct Waits {
    pub(super) account: Slot<Wait>,
    pub(super) pair: Slot<Wait>,
    pub(super) source: Slot<Wait>,
}

impl Subject {
    /// An account, whether there is one or not; and an address, if there is one.
    ///
    /// # Errors
    /// As [`crate::settings::Settings::throttling`].
    pub fn new(
        call: &Call<'_>,
        keyring: &Keyring,
        account: Account<'_>,
        remote_addr: Option<&str>,
    ) -> Result<Self> {
        Ok(Self {
            settings: call.settings.throttling()?,
            account: account.blind(keyring),
            source: remote_addr.and_then(|address| source(keyring, address)),
        })
    }

    /// The keys of the waits that concern it, to be read along with other documents.
    pub fn wait_keys(&self) -> Vec<String> {
        let scopes = [self.account_scope(), self.pair_scope(), self.source_scope()];
        scopes.iter().map(|scope| keys::wait(scope)).collect()
    }

    /// The key that tells whether the source logged in to a user's account before.
    pub fn known_key(&self, user_id: &str) -> String {
        keys::known_source(user_id, self.source_text())
    }

    pub(super) fn account_scope(&self) -> String {
        format!("account/{}", self.account)
    }

    pub(super) fn pair_scope(&self) -> String {
        format!("pair/{}/{}", self.account, self.source_text())
    }

    pub(super) fn source_scope(&self) -> String {
        format!("source/{}", self.source_text())
    }

    /// How the source is called in a slot. All without an address are one.
    pub(super) fn source_text(&self) -> &str {
        self.source.as_deref().unwrap_or(NO_SOURCE)
    }

    pub(super) fn has_source(&self) -> bool {
        self.source.is_some()
    }
}

/// Stands where a keyed hash of an address stands otherwise.
const NO_SOURCE: &str = "no-address----------------------";

/// The source that an address belongs to.
pub(super) fn source(keyring: &Keyring, address: &str) -> Option<String> {
    let network = match canonical_address(address)? {
        std::net::IpAddr::V4(address) => address.to_string(),
        std::net::IpAddr::V6(address) => Ipv6Net::new(address, IPV6_NETWORK)
            .ok()?
            .trunc()
            .to_string(),
    };
    Some(keyring.blind_agreed(Purpose::AttemptSource, &network))
}
