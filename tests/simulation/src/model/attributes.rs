//! Attributes: named values of users and of sessions.
//!
//! They are kept under the key that each has in the store, so all that an owner has is below one
//! prefix, and two with one name are one.

mod contents;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use contents::{Attribute, SeenAttribute};
use contents::{first, show};
use serde_json::Value;

use crate::{
    model::{
        Approval, Model,
        rules::Verdict::{self, Changes, IsDone, Refuses, Shows},
        running::Running,
    },
    operation::{
        By, Operation,
        attributes::{How, Input, OnAttributes, Owner, What},
    },
};

/// Characters of a name.
const MAX_NAME: usize = 191;

/// New contents, by key; or the code.
type Plan = Result<BTreeMap<String, Attribute>, &'static str>;

impl Model {
    pub(super) fn on_attributes(&self, asked: &OnAttributes, now: u64) -> Verdict {
        let place = match self.place(&asked.by, &asked.owner, now) {
            Ok(place) => place,
            Err(code) => return Refuses(code),
        };
        let names = match &asked.what {
            What::Write(how, inputs) => {
                return match self.plan(asked, &place, *how, inputs, now) {
                    Err(code) => Refuses(code),
                    Ok(plan) if plan.is_empty() => IsDone,
                    Ok(_) => Changes,
                };
            }
            What::Delete(names) | What::Get { names, .. } | What::Exists(names) => names,
            What::Names => return Shows(show(&asked.what, &self.below(&place, now))),
        };
        if names.is_empty() || !names.iter().all(|name| is_name(name)) {
            return Refuses("E008002");
        }
        let found = self.below(&place, now);
        let is_there = |name: &String| found.contains_key(name.as_str());
        match &asked.what {
            What::Delete(names) if names.iter().any(is_there) => Changes,
            What::Delete(_) => IsDone,
            what => Shows(show(what, &found)),
        }
    }

    /// The user a request is about, if it is another's or one that is named.
    pub(super) fn whose_attributes<'a>(
        &'a self,
        asked: &'a OnAttributes,
        now: u64,
    ) -> Option<&'a str> {
        match &asked.owner {
            Owner::User(user_id) => user_id.as_deref(),
            Owner::Session(ust) => Some(&self.open(ust, now)?.0.user_id),
        }
    }

    /// What the keys of the owner's attributes begin with.
    fn place(&self, by: &By, owner: &Owner, now: u64) -> Result<String, &'static str> {
        match owner {
            Owner::User(user_id) => {
                let user_id = user_id.as_deref().or(self.caller(by)).ok_or("E008003")?;
                self.account(user_id, now).ok_or("E001100")?;
                Ok(format!("user-attr/{user_id}/"))
            }
            Owner::Session(ust) => {
                self.open(ust, now).ok_or("E007001")?;
                let key = self.usts.get(ust).ok_or("E007001")?;
                Ok(format!("{}/", key.replacen("session/", "session-attr/", 1)))
            }
        }
    }

    /// What an owner has, by name.
    fn below(&self, place: &str, now: u64) -> BTreeMap<&str, &Attribute> {
        let place = place.to_owned();
        self.attributes
            .range(place.clone()..)
            .map_while(|(key, attribute)| Some((key.strip_prefix(&place)?, attribute)))
            .filter(|(_, attribute)| attribute.lives(now))
            .collect()
    }

    fn plan(
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
            return Err("E008002");
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

    /// Only who is confirmed and was not rejected gets attributes.
    fn gets_attributes(&self, key: &str) -> bool {
        let account = owner(key).and_then(|user_id| self.accounts.get(user_id));
        account
            .is_some_and(|account| account.is_confirmed && account.approval != Approval::Rejected)
    }

    fn end_of_owner(&self, key: &str) -> Option<u64> {
        Some(self.sessions.get(&session_of(key)?)?.expires_at)
    }

    /// How many audit events it files: one for each user whose attributes change.
    pub(super) fn users_touched(&self, asked: &OnAttributes, now: u64) -> usize {
        let What::Write(how, inputs) = &asked.what else {
            return 1;
        };
        let place = self.place(&asked.by, &asked.owner, now).unwrap_or_default();
        let plan = self.plan(asked, &place, *how, inputs, now);
        let plan = plan.unwrap_or_default();
        let mut users: Vec<_> = plan.keys().map(|key| owner(key)).collect();
        users.sort_unstable();
        users.dedup();
        users.len()
    }

    pub(super) fn attributes_changed(&mut self, asked: &OnAttributes, now: u64) {
        let place = self.place(&asked.by, &asked.owner, now).unwrap_or_default();
        match &asked.what {
            What::Write(how, inputs) => {
                let plan = self.plan(asked, &place, *how, inputs, now);
                self.attributes.extend(plan.unwrap_or_default());
            }
            What::Delete(names) => {
                for key in names.iter().map(|name| format!("{place}{name}")) {
                    let lives = |attribute: &Attribute| attribute.lives(now);
                    if self.attributes.get(&key).is_some_and(lives) {
                        self.attributes.remove(&key);
                    }
                }
            }
            _ => {}
        }
    }

    /// A session that is renewed takes along what it has.
    pub(super) fn attributes_live_on(&mut self, session: &str, now: u64) {
        let end = self.sessions.get(session).map(|session| session.expires_at);
        for (key, attribute) in &mut self.attributes {
            if session_of(key).as_deref() == Some(session) && attribute.lives(now) {
                attribute.expires_at = first(attribute.expiration, end);
            }
        }
    }

    /// What belongs to a user or a session vanishes with it, at the same moment.
    pub(super) fn drop_ownerless_attributes(&mut self) {
        let (accounts, sessions) = (&self.accounts, &self.sessions);
        self.attributes.retain(|key, _| match session_of(key) {
            Some(session) => sessions.contains_key(&session),
            None => {
                let account = owner(key).and_then(|user_id| accounts.get(user_id));
                account.is_some_and(|account| !account.is_erased())
            }
        });
    }
}

impl Running {
    /// Owners are read first and their attributes afterwards. Who ended in between has none, so
    /// there is nothing to see, to change or to remove.
    pub(super) fn found_no_owner(&self, text: &str) -> bool {
        let what = match &self.operation {
            Operation::Attributes(asked) => &asked.what,
            _ => return false,
        };
        let is_gone = |verdict: &Verdict| matches!(verdict, Refuses("E001100" | "E007001"));
        let mut moments = self.moments.iter();
        let ends = moments.any(|moment| moment.unauthorised.is_some() || is_gone(&moment.verdict));
        let is_made = matches!(what, What::Write(How::Create | How::Set, _));
        let began = self.rules_said(|verdict| matches!(verdict, Shows(_) | Changes | IsDone));
        ends && began && !is_made && show(what, &BTreeMap::new()) == text
    }
}

fn is_acceptable(input: &Input) -> bool {
    let is_json = |text: &String| serde_json::from_str::<Value>(text).is_ok();
    is_name(&input.name)
        && input.value.as_ref().is_none_or(is_json)
        && input.expiration.is_none_or(|seconds| seconds > 0)
}

fn is_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.chars().count())
}

/// Whose the attribute under a key is.
fn owner(key: &str) -> Option<&str> {
    key.split('/').nth(1)
}

/// The key of the session whose attribute it is, if it is one's.
fn session_of(key: &str) -> Option<String> {
    let mut parts = key.strip_prefix("session-attr/")?.split('/');
    Some(format!("session/{}/{}", parts.next()?, parts.next()?))
}
