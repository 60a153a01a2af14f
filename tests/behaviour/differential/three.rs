//! Three SSOs that differ in nothing but their store.

use std::{fmt::Debug, sync::Arc, time::Duration};

use serde_json::Value;
use tempfile::TempDir;
use vestibule::storage::{KeyRange, Memory, Page, Sqlite, Storage};

use crate::kit::{Dice, Reply, World, postgres};

pub(super) struct Three {
    worlds: [World; 3],
    _directory: TempDir,
}

impl Three {
    /// With settings that the dice decide on.
    pub(super) async fn new(seed: u64, dice: &mut Dice) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let postgres = postgres::open(&postgres::database(), 2).await.unwrap();
        let stores: [Arc<dyn Storage>; 3] = [
            Arc::new(Memory::new()),
            Arc::new(Sqlite::open(directory.path()).unwrap()),
            Arc::new(postgres),
        ];
        let mut is = || Some(dice.below(2) == 0);
        let switches = [(); 8].map(|()| is());
        let mut worlds = Vec::new();
        for storage in stores {
            let builder = World::builder(|builder| {
                builder.storage = storage;
                builder.seed = seed;
                let settings = &mut builder.settings;
                settings.is_delivery_configured = true;
                settings.signup.is_email_required = switches[0];
                settings.signup.is_approval_needed = switches[1];
                settings.signup.returned_token_verifies_email = switches[2];
                settings.signup.inform_if_user_exists = switches[3];
                settings.signup.inform_if_email_exists = switches[4];
                settings.login.inform_if_not_approved = switches[5];
                settings.login.inform_if_not_confirmed = switches[6];
                settings.password.inform_if_expired = switches[7];
            });
            worlds.push(builder.build().await);
        }
        Self {
            worlds: worlds.try_into().unwrap_or_else(|_| unreachable!()),
            _directory: directory,
        }
    }

    /// A call over REST.
    pub(super) async fn rest(&self, method: &str, path: &str, body: &Value) -> Reply {
        let mut replies = Vec::new();
        for world in &self.worlds {
            replies.push(world.call(method, path, body.clone()).await);
        }
        let [one, other, third] = replies.try_into().unwrap();
        for another in [other, third] {
            assert_eq!(one.status, another.status, "{method} {path} {body}");
            assert_eq!(one.headers, another.headers, "{method} {path} {body}");
            assert_eq!(one.bytes, another.bytes, "{method} {path} {body}");
        }
        self.compare_events();
        one
    }

    /// A typed call; what it returns is compared as it is written for debugging.
    pub(super) async fn typed<T: Debug>(&self, call: impl AsyncFn(&World) -> T) -> T {
        let mut results = Vec::new();
        for world in &self.worlds {
            results.push(call(world).await);
        }
        let written: Vec<String> = results.iter().map(|each| format!("{each:?}")).collect();
        assert_eq!(written[0], written[1]);
        assert_eq!(written[0], written[2]);
        self.compare_events();
        results.remove(0)
    }

    pub(super) fn advance(&self, by: Duration) {
        for world in &self.worlds {
            world.advance(by);
        }
    }

    fn compare_events(&self) {
        let events = self.worlds.each_ref().map(|world| world.events.take());
        let written = events.each_ref().map(|events| format!("{events:?}"));
        assert_eq!(written[0], written[1]);
        assert_eq!(written[0], written[2]);
    }

    /// Every key and value.
    pub(super) async fn compare_documents(&self) {
        let mut stored = Vec::new();
        for world in &self.worlds {
            stored.push(documents(&*world.storage).await);
        }
        assert_eq!(stored[0], stored[1]);
        assert_eq!(stored[0], stored[2]);
    }
}

async fn documents(storage: &dyn Storage) -> Vec<(String, String)> {
    let range = KeyRange {
        start: String::new(),
        end: "\u{7f}".to_owned(),
    };
    let mut documents = Vec::new();
    loop {
        let page = Page {
            limit: 1_000,
            offset: documents.len().try_into().unwrap(),
            reverse: false,
            live_at: None,
        };
        let entries = storage.scan(range.clone(), Vec::new(), page).await.unwrap();
        if entries.is_empty() {
            return documents;
        }
        documents.extend(entries.into_iter().map(|entry| (entry.key, entry.value)));
    }
}
