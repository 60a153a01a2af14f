//! The changes that an operation makes, at the moment of its commit.
//!
//! Only random values, such as new IDs, are taken from the commit itself. Everything else follows from the
//! operation and the model.

use serde_json::Value;
use vestibule_guest::contract::storage::Write;

use crate::{
    model::{Invariant, Model, Violation, rules::Verdict},
    operation::Operation,
};

/// A commit that happened.
pub(crate) struct Committed<'a> {
    pub(crate) writes: &'a [Write],
    /// Stored data of a person who is being rejected, which the person did not enter.
    pub(crate) traces: Vec<String>,
    /// Another account took the username during the operation.
    pub(crate) has_lost_sight: bool,
}

impl Committed<'_> {
    /// The documents written below a prefix: the rest of their keys, and their JSON.
    pub(crate) fn put(&self, prefix: &str) -> Vec<(String, Value)> {
        let documents = self.writes.iter().filter_map(|write| match write {
            Write::Put(document) => Some((document.key.strip_prefix(prefix)?, &document.value)),
            _ => None,
        });
        documents
            .map(|(rest, value)| {
                (
                    rest.to_owned(),
                    serde_json::from_str(value).unwrap_or_default(),
                )
            })
            .collect()
    }
}

impl Model {
    /// An operation's commit happened: it takes place, if the rules permit.
    pub(crate) fn take_place(
        &mut self,
        id: u64,
        committed: &Committed<'_>,
    ) -> Result<(), Violation> {
        let Some(running) = self.running.get(&id) else {
            return Ok(());
        };
        let (operation, now) = (running.operation.clone(), running.now);
        let remote_addr = running.remote_addr.clone();
        let fails =
            |invariant, what: &str| Err(Violation::new(invariant, format!("{operation}: {what}")));
        if running.effect.is_some() {
            return fails(Invariant::AnswersFollowRules, "took place twice");
        }
        if running
            .moments
            .iter()
            .all(|moment| moment.unauthorised.is_some())
        {
            return fails(
                Invariant::NobodyActsWhoMayNot,
                "took place without authority",
            );
        }
        if !self.is_still_entitled(&operation, now) {
            let what = "took place though the caller no longer has the right";
            return fails(Invariant::NobodyActsWhoMayNot, what);
        }
        let verdict = self.verdict(&operation, now);
        if verdict != Verdict::Changes {
            let what = format!("took place though the rules say {verdict:?}");
            return fails(forbidden_by(&operation, &verdict), &what);
        }
        if committed.put("audit/").len() != self.events(&operation, now) {
            return fails(
                Invariant::EverythingIsAudited,
                "changed something without its event",
            );
        }
        let recipients = self.recipients(&operation, now, committed);
        if !self.files_letters_as_it_should(&operation, &recipients, committed) {
            return fails(
                Invariant::AcknowledgedIsKept,
                "did not queue or file its messages as it should",
            );
        }
        let effect = self.apply(&operation, now, &remote_addr, committed)?;
        self.drop_ownerless_attributes();
        self.file(committed, &recipients);
        self.note(id, |running| running.effect = Some(effect));
        self.observe_all();
        Ok(())
    }
}

impl Model {
    /// The number of audit events that an operation stores with its changes.
    fn events(&self, operation: &Operation, now: u64) -> usize {
        match operation {
            Operation::Attributes(asked) => self.users_touched(asked, now),
            _ => usize::from(!operation.is_delivery()),
        }
    }
}

/// The invariant that an operation violates if it takes place though it is refused.
fn forbidden_by(operation: &Operation, verdict: &Verdict) -> Invariant {
    match (operation, verdict) {
        (Operation::SignUp(_) | Operation::Create(_), Verdict::Refuses("E001002")) => {
            Invariant::OneUsernameOneUser
        }
        (Operation::Create(_), Verdict::Refuses("E002002")) => Invariant::AddressNeedsProof,
        (Operation::Confirm { .. } | Operation::Disown { .. }, Verdict::Refuses("E005007")) => {
            Invariant::TokenWorksOnce
        }
        (Operation::Login { .. }, Verdict::Refuses("E005003")) => Invariant::SessionNeedsStanding,
        _ => Invariant::AnswersFollowRules,
    }
}
