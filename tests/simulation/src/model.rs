//! The model: the SSO as a textbook would write it.
//!
//! Here operations happen one at a time, nothing fails, and all that is stored is a few maps. In
//! a run they overlap, and commits conflict, fail, or lose their reply. Yet every operation has
//! one moment at which it takes place, if it does: its commit. At that moment the model decides
//! whether the rules permit it ([`rules`]) and does the same ([`effects`]). Then it knows, of
//! every operation under way, what may be answered ([`answers`]), and what has to be stored
//! ([`crate::inspection`]).
//!
//! A client whose answer was lost does not know whether its operation took place, and both are
//! right; the model knows, because it sees commits. So uncertainty ends at the client: whatever did
//! take place has to be kept as if it had been acknowledged, and what did not must leave no trace.
//!
//! # What always holds
//!
//! * **One username, one user** ([`Invariant::OneUsernameOneUser`]). Whatever spelling was typed,
//!   a canonical username leads to at most one account that has not expired.
//! * **A session needs standing** ([`Invariant::SessionNeedsStanding`]). No session begins, or
//!   stays, under an account that is not confirmed and approved, or is locked.
//! * **A token works once** ([`Invariant::TokenWorksOnce`]). Of all confirmations and disownings
//!   with one token at most one takes place, however they overlap.
//! * **Index and documents match** ([`Invariant::IndexMatchesDocuments`]). Every index key that
//!   has not expired leads to a live account that has what the key says, and every such account
//!   is found under each of its keys.
//! * **Rejected people are forgotten** ([`Invariant::RejectedAreForgotten`]). Once a rejection or a
//!   deletion took place nothing is filed under the person, and nothing that the person gave occurs in any key or value, nor the reason. (Another
//!   account may have the same name or address, of course. Messages are sealed.)
//! * **What is acknowledged is kept** ([`Invariant::AcknowledgedIsKept`]). Accounts, decisions,
//!   sessions, used tokens and queued messages that took place are stored until an operation or
//!   their own time ends them, and nothing else is stored.
//! * **Attributes end with their owner** ([`Invariant::AttributesEndWithTheirOwner`]). Nothing is
//!   stored of a user who is deleted or rejected, or of a session that has ended.
//! * **An address needs proof** ([`Invariant::AddressNeedsProof`]). An address belongs to one
//!   account at most: to one that came back with a secret mailed there (or returned, where
//!   `signup.returned_token_verifies_email` says that is enough), or that the operator made.
//! * **Nobody acts who may not** ([`Invariant::NobodyActsWhoMayNot`]). Whoever changes something was
//!   asked for a session, and is at that moment still who may change it.
//! * **Answers follow the rules** ([`Invariant::AnswersFollowRules`]). Each answer is one that the
//!   rules give at some moment between the call's beginning and its end, and failing to serve
//!   needs a failure.
//! * **Everything is audited** ([`Invariant::EverythingIsAudited`]). Each call emits one event, and
//!   each change stores one with itself.
//!
//! # What expires
//!
//! Time decides for each call by itself: the clock of its host, at the call's beginning. Clocks
//! differ, so an account may be over for one host and not for another. It is really gone when it
//! is swept or when somebody took its username. Documents count as unexpired here while they are
//! for every host so far.

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

/// What a session check sees of a UST that opens nothing.
pub(crate) const NOBODY: &str = "nobody";

/// The sentences of this page.
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

/// An invariant that did not hold, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// What was seen.
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
    /// Whose username was taken when their sign-up had expired. To a host whose clock is behind it
    /// has not, so they still count.
    pub(crate) replaced: Vec<(String, Account)>,
    /// By digest.
    pub(crate) tokens: BTreeMap<String, Token>,
    /// By key.
    pub(crate) sessions: BTreeMap<String, Session>,
    /// The key of the session that an acknowledged UST opens.
    pub(crate) usts: BTreeMap<String, String>,
    /// When each session began, by key, whether it is over or not.
    pub(crate) beginnings: BTreeMap<String, u64>,
    /// By user ID.
    pub(crate) resets: BTreeMap<String, Reset>,
    /// By what stays of the key.
    pub(crate) letters: BTreeMap<String, Letter>,
    /// By key.
    pub(crate) attributes: BTreeMap<String, Attribute>,
    pub(crate) forgotten: Vec<Forgotten>,
    /// The operations under way.
    pub(crate) running: BTreeMap<u64, Running>,
    /// What clocks show, on the average, when somebody begins something. For clients alone.
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

    /// Whose a username is, in the form in which it is compared.
    pub(crate) fn holder(&self, canonical: &str, now: u64) -> Option<(&String, &Account)> {
        self.accounts.iter().find(|(_, account)| {
            account.canonical.as_deref() == Some(canonical) && account.lives(now)
        })
    }

    /// Whose an address is.
    pub(crate) fn owner(&self, email: &str, now: u64) -> Option<&String> {
        let is_owner = |account: &Account| {
            account.is_verified && account.has_email(email) && account.lives(now)
        };
        let mut owners = self.accounts.iter();
        owners.find_map(|(user_id, account)| is_owner(account).then_some(user_id))
    }
}
