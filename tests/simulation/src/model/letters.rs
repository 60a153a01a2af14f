//! The outbox in the model: the queued messages, their recipients, and their due times.

use serde_json::Value;
use vestibule_guest::{contract::storage::Write, tokens::digest};

use crate::{
    cast,
    inspection::text,
    model::{Invariant, Letter, Model, Violation, effects::Committed},
    operation::Operation,
};

impl Model {
    /// The letters that are due by a moment.
    pub(crate) fn due(&self, now: u64) -> impl Iterator<Item = (&String, &Letter)> {
        let is_due = move |letter: &Letter| letter.due <= now && letter.expires_at > now;
        self.letters
            .iter()
            .filter(move |(_, letter)| is_due(letter))
    }

    /// Whether a letter is there under the ID that a claim gave it, and the claim in force.
    pub(crate) fn is_held(&self, id: &str, claim: &str, now: u64) -> bool {
        let key = format!("outbox/{id}");
        let claim = Some(digest(claim));
        let mut letters = self.letters.values();
        letters.any(|letter| letter.key == key && letter.claim == claim && letter.expires_at > now)
    }

    /// The addresses to which an operation queues letters.
    pub(crate) fn recipients(
        &self,
        operation: &Operation,
        now: u64,
        committed: &Committed<'_>,
    ) -> Vec<String> {
        if !self.configuration.is_delivery_configured {
            return Vec::new();
        }
        let canonical = |email: &String| cast::canonical(cast::ADDRESSES, email);
        match operation {
            Operation::SignUp(new) => Vec::from_iter(new.email.as_ref().map(canonical)),
            Operation::Approve { user_id, .. } | Operation::Reject { user_id, .. } => {
                Vec::from_iter(self.email_of(user_id))
            }
            Operation::Update {
                by,
                user_id,
                changes,
            } => {
                let (user_id, _) = self.whose(by, user_id.as_deref());
                let old = self.email_of(&user_id);
                let Some(new) = &changes.email else {
                    return Vec::new();
                };
                let new = new.as_ref().map(canonical);
                match new == old {
                    true => Vec::new(),
                    false => old.into_iter().chain(new).collect(),
                }
            }
            // There is no recipient if nothing is to be sent.
            Operation::BeginReset { username } => {
                let user = self.reset_for(username, now, committed);
                vec![user.map(|(_, email)| email).unwrap_or_default()]
            }
            _ => Vec::new(),
        }
    }

    fn email_of(&self, user_id: &str) -> Option<String> {
        let (_, canonical) = self.accounts.get(user_id)?.email.as_ref()?;
        Some(canonical.clone())
    }

    /// One letter is queued for each recipient, and only what a claim takes is claimed.
    pub(crate) fn files_letters_as_it_should(
        &self,
        operation: &Operation,
        recipients: &[String],
        committed: &Committed<'_>,
    ) -> bool {
        let filed = committed.put("outbox/");
        let takes = matches!(operation, Operation::Claim { .. });
        let is_right = |json: &Value| text(json, "claim").is_some() == takes;
        filed.iter().all(|(_, json)| is_right(json))
            && (operation.is_delivery() || filed.len() == recipients.len())
    }

    /// The messages that a claim takes; no other claim may hold any of them.
    pub(crate) fn claimed(
        &self,
        limit: u32,
        now: u64,
        committed: &Committed<'_>,
    ) -> Result<Vec<String>, Violation> {
        let ids: Vec<String> = committed
            .put("outbox/")
            .into_iter()
            .map(|(rest, _)| split(&rest).1.to_owned())
            .collect();
        let is_due = |id: &String| self.due(now).any(|(due, _)| due == id);
        if ids.len() <= limit as usize && ids.iter().all(is_due) {
            return Ok(ids);
        }
        let detail = format!("a claim of {limit} took {ids:?}");
        Err(Violation::new(Invariant::AnswersFollowRules, detail))
    }

    /// Files letters that were queued for somebody, in this order, or that moved.
    pub(crate) fn file(&mut self, committed: &Committed<'_>, recipients: &[String]) {
        let mut recipients = recipients.iter().cloned();
        for write in committed.writes {
            if let Write::Delete(key) = write {
                self.letters
                    .retain(|_, letter| letter.key != *key || moved_on(letter, committed));
            }
        }
        for (rest, json) in committed.put("outbox/") {
            let (due, id) = split(&rest);
            let known = self.letters.get(id).map(|letter| letter.to.clone());
            let letter = Letter {
                key: format!("outbox/{rest}"),
                due: u64::from_str_radix(due, 16).unwrap_or(u64::MAX),
                to: known.or_else(|| recipients.next()).unwrap_or_default(),
                claim: text(&json, "claim").map(ToOwned::to_owned),
                expires_at: json.get("expires_at").and_then(Value::as_u64).unwrap_or(0),
            };
            self.letters.insert(id.to_owned(), letter);
        }
    }
}

/// A letter that is deleted under one due time and written under another.
fn moved_on(letter: &Letter, committed: &Committed<'_>) -> bool {
    let id = split(&letter.key).1;
    let mut written = committed.put("outbox/").into_iter();
    written.any(|(rest, _)| split(&rest).1 == id)
}

/// `<due>/<id>`, without the part before it.
fn split(key: &str) -> (&str, &str) {
    key.rsplit_once('/').unwrap_or_default()
}
