//! Attributes: named values of users and of sessions.
//!
//! They are stored under the same keys as in the store, so all attributes of an owner are below one
//! prefix, and a name occurs once.

mod contents;
mod planning;

use std::collections::BTreeMap;

pub(crate) use contents::{Attribute, SeenAttribute};
use contents::{first, show};
use planning::is_name;

use crate::{
    model::{
        Model,
        rules::Verdict::{self, Changes, IsDone, Refuses, Shows},
        running::Running,
    },
    operation::{
        By, Operation,
        attributes::{How, OnAttributes, Owner, What},
    },
};

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

    /// The user of a request, if it is another user or is named.
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

    /// The prefix of the keys of the owner's attributes.
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

    /// The attributes of an owner, by name.
    fn below(&self, place: &str, now: u64) -> BTreeMap<&str, &Attribute> {
        let place = place.to_owned();
        self.attributes
            .range(place.clone()..)
            .map_while(|(key, attribute)| Some((key.strip_prefix(&place)?, attribute)))
            .filter(|(_, attribute)| attribute.lives(now))
            .collect()
    }

    /// The number of its audit events: one for each user whose attributes change.
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

    /// Renewing a session extends its attributes.
    pub(super) fn attributes_live_on(&mut self, session: &str, now: u64) {
        let end = self.sessions.get(session).map(|session| session.expires_at);
        for (key, attribute) in &mut self.attributes {
            if session_of(key).as_deref() == Some(session) && attribute.lives(now) {
                attribute.expires_at = first(attribute.expiration, end);
            }
        }
    }

    /// The attributes of a user or a session are removed with it, at the same moment.
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
    /// Owners are read first and their attributes afterwards. An owner that was removed in between has
    /// none, so there is nothing to read, to change or to remove.
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

/// The owner of the attribute under a key.
fn owner(key: &str) -> Option<&str> {
    key.split('/').nth(1)
}

/// The key of the session whose attribute it is, if it is one's.
fn session_of(key: &str) -> Option<String> {
    let mut parts = key.strip_prefix("session-attr/")?.split('/');
    Some(format!("session/{}/{}", parts.next()?, parts.next()?))
}
