//! The changes of a batch of attributes: all of them or none.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Attribute, owner, session_of};
use crate::{
    model::{Approval, Model},
    operation::{
        By,
        attributes::{How, Input, OnAttributes, Owner},
    },
};

/// Characters and bytes of a name.
const MAX_NAME: usize = 191;
const MAX_NAME_BYTES: usize = 384;

/// New contents, by key; or the code.
type Plan = Result<BTreeMap<String, Attribute>, &'static str>;

impl Model {
    pub(super) fn plan(
        &self,
        asked: &OnAttributes,
        place: &str,
        how: How,
        inputs: &[Input],
        now: u64,
    ) -> Plan {
        if inputs.is_empty() || !inputs.iter().all(is_acceptable) {
            return Err("E008002");
        }
        let keys = inputs
            .iter()
            .map(|input| self.key(asked, place, input, now));
        let keys: Vec<String> = keys.collect::<Result<_, _>>()?;
        if BTreeSet::from_iter(&keys).len() < keys.len() {
            return Err(match how {
                How::Create => "E009001",
                _ => "E008002",
            });
        }
        let old = |key: &String| self.attributes.get(key).filter(|found| found.lives(now));
        if how == How::Create && keys.iter().any(|key| old(key).is_some()) {
            return Err("E009001");
        }
        let mut plan = BTreeMap::new();
        for (input, key) in inputs.iter().zip(keys) {
            let end_of_owner = self.end_of_owner(&key);
            match old(&key) {
                Some(old) => plan.extend(
                    old.changed(input, how, end_of_owner, now)
                        .map(|new| (key, new)),
                ),
                None if how == How::Update => {}
                None if !self.gets_attributes(&key) => return Err("E008001"),
                None => plan.extend([(key, Attribute::new(input, end_of_owner, now))]),
            }
        }
        Ok(plan)
    }

    /// The key of an attribute, which may be another user's.
    fn key(
        &self,
        asked: &OnAttributes,
        place: &str,
        input: &Input,
        now: u64,
    ) -> Result<String, &'static str> {
        let Some(other) = &input.user_id else {
            return Ok(format!("{place}{}", input.name));
        };
        if matches!(asked.owner, Owner::Session(_)) {
            return Err("E008002");
        }
        let own = format!("user-attr/{other}/");
        let sees_others = match &asked.by {
            By::Operator => true,
            By::Ust(ust) => self.is_super_user(ust),
        };
        match (own == place, sees_others, self.account(other, now)) {
            (false, false, _) => Err("E005001"),
            (false, true, None) => Err("E001100"),
            _ => Ok(format!("{own}{}", input.name)),
        }
    }

    /// Only an account that is confirmed and was not rejected gets attributes.
    fn gets_attributes(&self, key: &str) -> bool {
        let account = owner(key).and_then(|user_id| self.accounts.get(user_id));
        account
            .is_some_and(|account| account.is_confirmed && account.approval != Approval::Rejected)
    }

    fn end_of_owner(&self, key: &str) -> Option<u64> {
        Some(self.sessions.get(&session_of(key)?)?.expires_at)
    }
}

fn is_acceptable(input: &Input) -> bool {
    let is_json = |text: &String| serde_json::from_str::<Value>(text).is_ok();
    is_name(&input.name)
        && input.value.as_ref().is_none_or(is_json)
        && input.expiration.is_none_or(|seconds| seconds > 0)
}

pub(super) fn is_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.chars().count()) && text.len() <= MAX_NAME_BYTES
}
