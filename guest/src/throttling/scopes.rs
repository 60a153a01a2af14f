//! The scopes that an attempt counts in: its account, its source, and the pair of both.

use std::rc::Rc;

use ipnet::Ipv6Net;

use crate::{
    addresses::canonical_address,
    call::Call,
    contract::storage::Entry,
    documents::Wait,
    fault::Result,
    keyring::{Keyring, Purpose},
    keys,
    settings::throttling::Throttling,
    store::{Slot, read_exact},
};

/// Bits of an IPv6 address that a client cannot change at will.
const IPV6_NETWORK: u8 = 64;

/// Stands in place of the keyed hash of a source if the host does not know the caller's address.
const NO_SOURCE: &str = "no-address----------------------";

/// The secret that an attempt may guess. The three kinds are counted separately.
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

/// An account and a source as keyed hashes, of which the names of the scopes are made.
pub struct Scopes {
    pub(super) settings: Rc<Throttling>,
    account: String,
    source: Option<String>,
}

impl Scopes {
    /// The scopes of an account, whether it exists or not, and of an address, if it is known.
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
            source: remote_addr.and_then(|address| blind_source(keyring, address)),
        })
    }

    /// The keys of the waits, to be read along with other documents, in the order that
    /// [`Waits::parse`] expects.
    #[must_use]
    pub fn wait_keys(&self) -> [String; 3] {
        [self.account(), self.pair(), self.source()].map(|scope| keys::wait(&scope))
    }

    /// The key of the document that makes the source known to the account of a user.
    #[must_use]
    pub fn known_source_key(&self, user_id: &str) -> String {
        keys::known_source(user_id, self.source_text())
    }

    pub(super) fn account(&self) -> String {
        format!("account/{}", self.account)
    }

    pub(super) fn pair(&self) -> String {
        format!("pair/{}/{}", self.account, self.source_text())
    }

    pub(super) fn source(&self) -> String {
        format!("source/{}", self.source_text())
    }

    /// The source in keys and slots. All callers without an address are one source.
    pub(super) fn source_text(&self) -> &str {
        self.source.as_deref().unwrap_or(NO_SOURCE)
    }

    pub(super) fn has_source(&self) -> bool {
        self.source.is_some()
    }
}

/// The stored waits of the three scopes.
pub struct Waits {
    pub(super) account: Slot<Wait>,
    pub(super) pair: Slot<Wait>,
    pub(super) source: Slot<Wait>,
}

impl Waits {
    /// Parses the documents of [`Scopes::wait_keys`].
    ///
    /// # Errors
    /// If a document cannot be parsed.
    pub fn parse(call: &Call<'_>, slots: [Slot<Entry>; 3]) -> Result<Self> {
        let [account, pair, source] = slots;
        Ok(Self {
            account: account.parse(call.now)?,
            pair: pair.parse(call.now)?,
            source: source.parse(call.now)?,
        })
    }

    pub(super) fn read(call: &Call<'_>, scopes: &Scopes) -> Result<Self> {
        let slots = read_exact(call.platform, scopes.wait_keys())?;
        Self::parse(call, slots)
    }
}

/// The source that an address belongs to, as a keyed hash. `None` if the text is not an address.
pub(super) fn blind_source(keyring: &Keyring, address: &str) -> Option<String> {
    let network = match canonical_address(address)? {
        std::net::IpAddr::V4(address) => address.to_string(),
        std::net::IpAddr::V6(address) => Ipv6Net::new(address, IPV6_NETWORK)
            .ok()?
            .trunc()
            .to_string(),
    };
    Some(keyring.blind_agreed(Purpose::AttemptSource, &network))
}
