//! The model: the SSO as a textbook would write it.
//!
//! In the model operations happen one at a time, nothing fails, and the data is a few maps. In a run
//! operations overlap, and commits conflict, fail, or lose their reply. Yet every operation that takes
//! place does so at one moment: its commit. At that moment the model decides whether the rules permit it
//! ([`rules`]) and makes the same change ([`effects`]). From this it knows the permitted answers of every
//! concurrent operation ([`answers`]), and the expected data ([`crate::inspection`]).
//!
//! A client whose answer was lost does not know whether its operation took place; the model knows,
//! because it sees commits. So only the client is uncertain: an operation that took place has to be kept
//! as if it had been acknowledged, and one that did not must leave no trace.
//!
//! # Invariants
//!
//! * **One username, one user** ([`Invariant::OneUsernameOneUser`]). In every spelling, a canonical
//!   username leads to at most one account that has not expired.
//! * **A session needs standing** ([`Invariant::SessionNeedsStanding`]). No session begins, or
//!   stays, under an account that is not confirmed and approved, or is locked.
//! * **A token works once** ([`Invariant::TokenWorksOnce`]). Of all confirmations and disownings
//!   with one token at most one takes place, however they overlap.
//! * **Index and documents match** ([`Invariant::IndexMatchesDocuments`]). Every index key that
//!   has not expired leads to a live account that has the value in the key, and every such account
//!   has each of its index keys.
//! * **Rejected people are forgotten** ([`Invariant::RejectedAreForgotten`]). After a rejection or a
//!   deletion no document belongs to the person, and no key or value contains a value that the person
//!   entered, or the reason. (Another account may have the same name or address. Messages are sealed.)
//! * **What is acknowledged is kept** ([`Invariant::AcknowledgedIsKept`]). Accounts, decisions,
//!   sessions, attributes, used tokens and codes, and queued messages that took place are stored
//!   until an operation or their expiry ends them, and nothing else is stored.
//! * **Attributes end with their owner** ([`Invariant::AttributesEndWithTheirOwner`]). From
//!   the moment at which a user is deleted or rejected, or a session ends, none of them is stored.
//! * **An address needs proof** ([`Invariant::AddressNeedsProof`]). An address belongs to at most one
//!   account: one that presented a token mailed to it (or a returned token, if
//!   `signup.returned_token_verifies_email` permits that), or one that the operator made.
//! * **Nobody acts who may not** ([`Invariant::NobodyActsWhoMayNot`]). The caller of a change presented a
//!   session, and still has the right to the change at the moment of the commit.
//! * **Answers follow the rules** ([`Invariant::AnswersFollowRules`]). Each answer is one that the
//!   rules give at some moment between the call's beginning and its end, and an answer that the service
//!   is unavailable needs a fault.
//! * **Everything is audited** ([`Invariant::EverythingIsAudited`]). Each call emits one event, and
//!   each change stores one with itself.
//!
//! # What expires
//!
//! The time of a call is the clock of its host at the call's beginning. Clocks differ, so an account may
//! have expired for one host and not for another. It is deleted when it is swept or when another user
//! took its username. Here a document counts as unexpired while it is so for every host.

pub(crate) mod accounts;
pub(crate) mod administration;
pub(crate) mod answers;
pub(crate) mod apply;
pub(crate) mod attributes;
pub(crate) mod effects;
pub(crate) mod letters;
pub(crate) mod records;
pub(crate) mod resets;
pub(crate) mod rights;
pub(crate) mod rules;
pub(crate) mod running;
pub(crate) mod searching;
pub(crate) mod seen;
pub(crate) mod standing;
pub(crate) mod sweeping;
pub(crate) mod tokens;
pub(crate) mod totp;
pub(crate) mod updating;

use std::collections::BTreeMap;

pub(crate) use attributes::{Attribute, SeenAttribute};
pub(crate) use records::{
    Account, Approval, Forgotten, Letter, Reset, Session, Token, sign_up_status,
};
use running::Running;
pub(crate) use searching::FoundPage;
pub(crate) use seen::Seen;
pub(crate) use totp::{Key, Totp};

use crate::configuration::Configuration;

/// The result of a session check for an invalid UST.
pub(crate) const NOBODY: &str = "nobody";

/// The invariants listed above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "documented above, in prose")]
pub enum Invariant {
    OneUsernameOneUser,
    SessionNeedsStanding,
    TokenWorksOnce,
    IndexMatchesDocuments,
    RejectedAreForgotten,
    AcknowledgedIsKept,
    AttributesEndWithTheirOwner,
    AddressNeedsProof,
    NobodyActsWhoMayNot,
    AnswersFollowRules,
    EverythingIsAudited,
}

/// A violated invariant.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The invariant.
    pub invariant: Invariant,
    /// The observation.
    pub detail: String,
}

impl Violation {
    pub(crate) fn new(invariant: Invariant, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { invariant, detail }
    }
}

pub(crate) struct Model {
    pub(crate) configuration: Configuration,
    pub(crate) accounts: BTreeMap<String, Account>,
    /// Accounts whose username was taken after their sign-up had expired. For a host whose clock is behind
    /// they have not expired, so they still count.
    pub(crate) replaced: Vec<(String, Account)>,
    /// By digest.
    pub(crate) tokens: BTreeMap<String, Token>,
    /// By key.
    pub(crate) sessions: BTreeMap<String, Session>,
    /// The key of the session that an acknowledged UST opens.
    pub(crate) usts: BTreeMap<String, String>,
    /// When each session began, by key, also if it has ended.
    pub(crate) beginnings: BTreeMap<String, u64>,
    /// By user ID.
    pub(crate) resets: BTreeMap<String, Reset>,
    /// By the constant part of the key.
    pub(crate) letters: BTreeMap<String, Letter>,
    /// By key.
    pub(crate) attributes: BTreeMap<String, Attribute>,
    pub(crate) forgotten: Vec<Forgotten>,
    /// The running operations.
    pub(crate) running: BTreeMap<u64, Running>,
    /// The average of the clocks when an operation begins. For clients only.
    pub(crate) wall_clock: u64,
}

impl Model {
    pub(crate) fn new(configuration: Configuration) -> Self {
        Self {
            configuration,
            accounts: BTreeMap::new(),
            replaced: Vec::new(),
            tokens: BTreeMap::new(),
            sessions: BTreeMap::new(),
            usts: BTreeMap::new(),
            beginnings: BTreeMap::new(),
            resets: BTreeMap::new(),
            letters: BTreeMap::new(),
            attributes: BTreeMap::new(),
            forgotten: Vec::new(),
            running: BTreeMap::new(),
            wall_clock: 0,
        }
    }

    /// An account that has not expired.
    pub(crate) fn account(&self, user_id: &str, now: u64) -> Option<&Account> {
        self.accounts
            .get(user_id)
            .filter(|account| account.lives(now))
    }

    /// The user of a canonical username.
    pub(crate) fn holder(&self, canonical: &str, now: u64) -> Option<(&String, &Account)> {
        self.accounts.iter().find(|(_, account)| {
            account.canonical.as_deref() == Some(canonical) && account.lives(now)
        })
    }

    /// The user of an address.
    pub(crate) fn owner(&self, email: &str, now: u64) -> Option<&String> {
        let is_owner = |account: &Account| {
            account.is_verified && account.has_email(email) && account.lives(now)
        };
        let mut owners = self.accounts.iter();
        owners.find_map(|(user_id, account)| is_owner(account).then_some(user_id))
    }
}
