//! What super-users and owners do to accounts.

use serde_json::{Value, json};

use crate::kit::{Reply, World};

mod by_operator;
mod create;
mod delete;
mod emails;
mod locks;
mod oneself;
mod passwords;
mod races;
mod reading;
mod search;
mod sessions;
mod statuses;
mod stored;
mod typed;
mod update;
mod usernames;

/// An input with the members that each call has.
fn with(ust: &str, members: Value) -> Value {
    let mut input = json!({"ust": ust, "current_app": "CRM"});
    for (key, value) in members.as_object().unwrap() {
        input[key] = value.clone();
    }
    input
}

async fn update(world: &World, ust: &str, members: Value) -> Reply {
    world.call("PATCH", "/user", with(ust, members)).await
}

async fn create(world: &World, ust: &str, members: Value) -> Reply {
    world.call("POST", "/user", with(ust, members)).await
}

async fn get(world: &World, ust: &str, user_id: Option<&str>) -> Reply {
    let members = user_id.map_or(json!({}), |user_id| json!({"user_id": user_id}));
    world.call("GET", "/user", with(ust, members)).await.ok()
}

/// Whether a UST still opens a session.
async fn is_open(world: &World, ust: &str) -> bool {
    let session = world.sso.verify(&crate::kit::caller(), ust).await;
    session.unwrap().is_some()
}

/// Everything that is stored fits together.
async fn is_sound(world: &World) {
    let inspection = world.sso.inspect(None).await.unwrap();
    assert!(inspection.defects.is_empty(), "{:?}", inspection.defects);
    assert_eq!(inspection.next, None);
}
