//! Three SSOs that differ in nothing but their store.

use std::{fmt::Debug, sync::Arc, time::Duration};

use serde_json::Value;
use tempfile::TempDir;
use vestibule::{
    Clock,
    storage::{KeyRange, Memory, Page, Sqlite, Storage},
};

use super::client::PROGRAMS;
use crate::kit::{Dice, Reply, World, define, postgres};

/// A secret that callbacks could be signed with.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Seconds from now at which something may have expired: a lease, a session, a token, an account.
const LATER: [u64; 6] = [0, 61, 3_601, 86_401, 7 * 86_400, 366 * 86_400];

pub(super) struct Three {
    worlds: [World; 3],
    _directory: TempDir,
}

impl Three {
    /// With settings that the dice decide on, and programs with this hash.
    pub(super) async fn new(seed: u64, dice: &mut Dice, hash: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let postgres = postgres::open(&postgres::database(), 2).await.unwrap();
        let stores: [Arc<dyn Storage>; 3] = [
            Arc::new(Memory::new()),
            Arc::new(Sqlite::open(directory.path()).unwrap()),
            Arc::new(postgres),
        ];
        let mut is = || Some(dice.below(2) == 0);
        let switches = [(); 12].map(|()| is());
        let search_by = *dice.one_of(&["username", "email", "username_or_email"]);
        let mut worlds = Vec::new();
        for storage in stores {
            let builder = World::builder(|builder| {
                builder.storage = storage;
                builder.seed = seed;
                let settings = &mut builder.settings;
                settings.is_delivery_configured = true;
                settings.set("signup.is_email_required", switches[0]);
                settings.set("signup.is_approval_needed", switches[1]);
                settings.set("signup.returned_token_verifies_email", switches[2]);
                settings.set("signup.inform_if_user_exists", switches[3]);
                settings.set("signup.inform_if_email_exists", switches[4]);
                settings.set("login.inform_if_not_approved", switches[5]);
                settings.set("login.inform_if_not_confirmed", switches[6]);
                settings.set("password.inform_if_expired", switches[7]);
                settings.set("login.inform_if_totp_missing", switches[8]);
                settings.set("session.keep_on_password_change", switches[9]);
                settings.set(
                    "session.idle_time",
                    switches[10].map(|is| u32::from(is) * 20),
                );
                settings.set(
                    "session.max_age",
                    switches[10].map(|is| u32::from(is) * 120),
                );
                // All come from the same address.
                let limit = switches[11].map(|is| u32::from(is) * 100);
                settings.set(
                    "throttling.failures_per_account",
                    limit.map(|limit| limit / 20),
                );
                settings.set("throttling.failures_per_source", limit);
                settings.set("throttling.signups_per_source", limit);
                settings.set("throttling.resets_per_source", limit);
                settings.set("password_reset.user_search_by", search_by);
                settings.set("signup.callback_url_list", vec!["http://127.0.0.1:9/"]);
                define(settings, &PROGRAMS, hash);
                builder.callback_secret = Some(SECRET);
            });
            worlds.push(builder.build().await);
        }
        Self {
            worlds: worlds.try_into().unwrap_or_else(|_| unreachable!()),
            _directory: directory,
        }
    }

    /// One of the three.
    pub(super) fn one(&self) -> &World {
        &self.worlds[0]
    }

    /// A call over REST.
    pub(super) async fn rest(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        body: &Value,
    ) -> Reply {
        let mut replies = Vec::new();
        for world in &self.worlds {
            let body = body.clone();
            replies.push(world.call_with(headers, method, path, body).await);
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

    /// A typed call; its result is compared in its debug format.
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

    /// Every key and value, now and at moments to come; and that it fits together.
    pub(super) async fn compare_documents(&self) {
        let now = self.one().clock.now().as_secs();
        let moments = LATER.map(|later| Some(now + later));
        for live_at in [None].into_iter().chain(moments) {
            let mut stored = Vec::new();
            for world in &self.worlds {
                stored.push(documents(&*world.storage, live_at).await);
            }
            assert_eq!(stored[0], stored[1], "{live_at:?}");
            assert_eq!(stored[0], stored[2], "{live_at:?}");
        }
        let mut defects = Vec::new();
        let checked = self.one().sso.check_storage(|defect| defects.push(defect));
        checked.await.unwrap();
        assert!(defects.is_empty(), "{defects:#?}");
    }
}

async fn documents(storage: &dyn Storage, live_at: Option<u64>) -> Vec<(String, String)> {
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
            live_at,
        };
        let entries = storage.scan(range.clone(), Vec::new(), page).await.unwrap();
        if entries.is_empty() {
            return documents;
        }
        documents.extend(entries.into_iter().map(|entry| (entry.key, entry.value)));
    }
}
