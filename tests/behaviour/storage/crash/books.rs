//! Consistency of documents: every change writes its documents and its audit event in one commit, so each
//! has to be found with all the others. Clients cannot see this, but a change that was half done would
//! show here.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::Value;
use vestibule::storage::{KeyRange, Page, Storage};

use super::desk::Tally;

pub(super) struct Books {
    /// All documents below a prefix such as `user`, by the rest of the key.
    shelves: BTreeMap<String, BTreeMap<String, Value>>,
    /// How many events there are of each kind and user.
    events: BTreeMap<(String, String), usize>,
}

impl Books {
    pub(super) async fn read(storage: &Arc<dyn Storage>) -> Self {
        let mut shelves: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        let mut page = Page {
            limit: 1_000,
            offset: 0,
            reverse: false,
            live_at: None,
        };
        loop {
            let range = KeyRange {
                start: String::new(),
                end: "\u{7f}".to_owned(),
            };
            let entries = storage.scan(range, Vec::new(), page).await.unwrap();
            page.offset += page.limit;
            let is_last = entries.len() < 1_000;
            for entry in entries {
                let (shelf, rest) = entry.key.split_once('/').unwrap_or((&entry.key, ""));
                let document = serde_json::from_str(&entry.value).unwrap();
                let shelf = shelves.entry(shelf.to_owned()).or_default();
                shelf.insert(rest.to_owned(), document);
            }
            if is_last {
                break;
            }
        }
        let mut events = BTreeMap::new();
        for event in shelves["audit"].values() {
            let user = event["target"].as_str().or(event["actor"].as_str());
            let kind = event["operation"].as_str().unwrap();
            let event = (kind.to_owned(), user.unwrap_or_default().to_owned());
            *events.entry(event).or_default() += 1;
        }
        Self { shelves, events }
    }

    /// Every account has what belongs to it, and nothing else is there.
    pub(super) fn balance(&self) {
        let users = self.shelf("user");
        for (id, user) in users {
            let has = |kind: &str| self.count(kind, id);
            let approval = user["approval_status"].as_str().unwrap();
            assert!(
                has("user.signup") <= 1 && has("user.confirm_signup") <= 1,
                "{user}"
            );
            assert_eq!(
                has("user.reject_user"),
                usize::from(approval == "rejected"),
                "{user}"
            );
            assert_eq!(
                self.sessions(id) + has("user.logout"),
                has("user.login"),
                "{user}"
            );
            if has("user.signup") == 1 && approval != "rejected" {
                let is_final = user["sign_up_status"] == "final";
                assert_eq!(
                    has("user.approve_user"),
                    usize::from(approval == "approved"),
                    "{user}"
                );
                assert_eq!(has("user.confirm_signup"), usize::from(is_final), "{user}");
            }
        }
        let with = |field: &str, value: &str| -> BTreeSet<&str> {
            let all = users.iter().filter(|(_, user)| user[field] == value);
            all.map(|(id, _)| id.as_str()).collect()
        };
        assert_eq!(
            self.owners("pending"),
            with("approval_status", "before_decision")
        );
        let mut named: BTreeSet<&str> = users.keys().map(String::as_str).collect();
        named.retain(|id| !with("approval_status", "rejected").contains(id));
        assert_eq!(self.owners("username"), named);
        for (name, pointer) in self.shelf("username") {
            let id = pointer["user_id"].as_str().unwrap();
            assert_eq!(users[id]["canonical_username"], **name);
        }
        for token in self.shelf("signup").values() {
            let user = &users[token["user_id"].as_str().unwrap()];
            assert_eq!(
                token["is_used"],
                user["sign_up_status"] == "final",
                "{user}"
            );
        }
    }

    /// Every acknowledged change is stored once, and no other but those with an unknown outcome.
    pub(super) fn compare(&self, tally: &Tally) {
        for (kind, acknowledged) in &tally.acknowledged {
            let of_kind = self.events.iter().filter(|((event, _), _)| event == kind);
            let recorded: usize = of_kind.map(|(_, count)| count).sum();
            let in_doubt = tally.uncertain.get(kind).copied().unwrap_or(0);
            let all = *acknowledged..=acknowledged + in_doubt;
            assert!(all.contains(&recorded), "{recorded} of {kind}, not {all:?}");
            // A login whose UST was lost can be seen nowhere else.
            if *kind != "user.login" {
                let turned_out = tally.turned_out.get(kind).copied().unwrap_or(0);
                assert_eq!(recorded, acknowledged + turned_out, "{kind}");
            }
        }
    }

    /// How many events of a kind there are in all.
    fn count(&self, kind: &str, user: &str) -> usize {
        let event = (kind.to_owned(), user.to_owned());
        self.events.get(&event).copied().unwrap_or(0)
    }

    fn sessions(&self, id: &str) -> usize {
        let prefix = format!("{id}/");
        let keys = self.shelf("session").keys();
        keys.filter(|key| key.starts_with(&prefix)).count()
    }

    /// The user of the documents of a shelf.
    fn owners(&self, shelf: &str) -> BTreeSet<&str> {
        let documents = self.shelf(shelf).values();
        documents
            .map(|each| each["user_id"].as_str().unwrap())
            .collect()
    }

    fn shelf(&self, name: &str) -> &BTreeMap<String, Value> {
        static EMPTY: BTreeMap<String, Value> = BTreeMap::new();
        self.shelves.get(name).unwrap_or(&EMPTY)
    }
}
