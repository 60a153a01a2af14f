//! Finding accounts: `GET /user/search` and `users.search`.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use vestibule::{
    settings::SecretText,
    storage::{Document, Memory, Storage, Write},
    types::{CreateRequest, SearchRequest, SearchResult},
};

use crate::kit::{OPERATOR, PASSWORD, Reply, SUPER_USER, SteppedClock, World, caller, stored};

mod access;
mod changes;
mod criteria;
mod keys;
mod names;
mod order;
mod paging;
mod races;
mod shape;
mod stores;

/// An account, and the criteria that find it.
#[derive(Clone, Default)]
struct Person {
    username: &'static str,
    email: Option<&'static str>,
    display_name: Option<&'static str>,
    first_name: Option<&'static str>,
    middle_name: Option<&'static str>,
    last_name: Option<&'static str>,
}

/// An account with a display name.
fn person(username: &'static str, display_name: &'static str) -> Person {
    Person {
        username,
        display_name: Some(display_name),
        ..Person::default()
    }
}

/// A host over this data, with these secret keys.
async fn host(storage: &Arc<dyn Storage>, clock: &SteppedClock, keys: &[&str]) -> World {
    let builder = World::builder(|builder| {
        builder.storage = Arc::clone(storage);
        builder.clock = clock.clone();
        builder.reseed();
        let keys = keys.iter().map(|key| SecretText((*key).to_owned()));
        builder.settings.set_keys(keys);
    });
    builder.build().await
}

/// A caller who may search, in a world with several users.
struct Desk {
    world: World,
    ust: String,
}

impl Desk {
    /// Makes these accounts, one a second.
    async fn of(people: &[Person]) -> Self {
        Self::over(Arc::new(Memory::new()), people).await
    }

    async fn over(storage: Arc<dyn Storage>, people: &[Person]) -> Self {
        let clock = SteppedClock::default();
        let keys = [crate::kit::KEY];
        let world = host(&storage, &clock, &keys).await;
        for person in people {
            make(&world, person).await;
        }
        Self::in_(world).await
    }

    async fn in_(world: World) -> Self {
        let ust = world.super_user().await;
        Self { world, ust }
    }

    /// With a session that has not expired.
    async fn again(self) -> Self {
        let ust = self.world.ust(SUPER_USER).await;
        Self { ust, ..self }
    }

    /// The answer to some criteria.
    async fn ask(&self, criteria: Value) -> Reply {
        let world = &self.world;
        world.ask(&self.ust, "GET", "/user/search", criteria).await
    }

    /// The usernames that are found, in their order, without the super-user's.
    #[track_caller]
    fn find(&self, criteria: Value) -> impl Future<Output = Vec<String>> {
        let place = std::panic::Location::caller();
        async move {
            let reply = self.ask(criteria).await;
            assert_eq!(reply.status, 200, "{place}: {reply:?}");
            let found = usernames(&reply);
            assert_eq!(reply.json["total"], found.len(), "{place}: {reply:?}");
            let is_other = |name: &String| name != SUPER_USER;
            found.into_iter().filter(is_other).collect()
        }
    }
}

/// The users in the result.
fn usernames(reply: &Reply) -> Vec<String> {
    let result = reply.json["result"].as_array().expect("a list");
    let name = |user: &Value| user["username"].as_str().unwrap_or("-").to_owned();
    result.iter().map(name).collect()
}

async fn make(world: &World, person: &Person) -> String {
    world.advance(Duration::from_secs(1));
    let request = CreateRequest {
        username: person.username.to_owned(),
        password: Some(PASSWORD.to_owned()),
        email: person.email.map(ToOwned::to_owned),
        display_name: person.display_name.map(ToOwned::to_owned),
        first_name: person.first_name.map(ToOwned::to_owned),
        middle_name: person.middle_name.map(ToOwned::to_owned),
        last_name: person.last_name.map(ToOwned::to_owned),
        ..CreateRequest::default()
    };
    world.make(&request).await
}

/// Writes that store an account once more, under another ID and username. A search lists copies in
/// the order of their IDs: their place is that of the original.
async fn copies(world: &World, user_id: &str, id: &str, username: &str) -> [Write; 2] {
    let mut account = crate::kit::user_document(&*world.storage, user_id).await;
    account["user_id"] = json!(id);
    account["username"] = json!(username);
    account["canonical_username"] = json!(username);
    let found_by = stored(&*world.storage, "user-by-name/").await;
    let found_by = found_by.iter().find(|entry| entry.key.ends_with(user_id));
    let found_by = found_by.unwrap();
    let mut search: Value = serde_json::from_str(&found_by.value).unwrap();
    search["user_id"] = json!(id);
    search["username"] = json!(username);
    let key = found_by.key.replace(user_id, id);
    [(format!("user/{id}"), account), (key, search)].map(|(key, value)| {
        Write::Put(Document {
            key,
            value: value.to_string(),
            expires_at: None,
        })
    })
}

/// The operator searches.
async fn search(world: &World, request: SearchRequest) -> SearchResult {
    let (caller, operator) = (caller(), OPERATOR.clone());
    let found = world.sso.search_users(&caller, &operator, &request);
    found.await.unwrap()
}

/// The stored search documents.
async fn search_keys(world: &World) -> Vec<String> {
    world.keys("user-by-name/").await
}
