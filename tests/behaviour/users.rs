//! Operations of super-users and owners on accounts.

use serde_json::{Value, json};

use crate::kit::{Reply, World, with};

mod by_operator;
mod create;
mod delete;
mod emails;
mod locale;
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

async fn update(world: &World, ust: &str, members: Value) -> Reply {
    world.call("PATCH", "/user", with(ust, members)).await
}

/// An update that succeeds.
async fn updated(world: &World, ust: &str, members: Value) {
    update(world, ust, members).await.ok();
}

async fn create(world: &World, ust: &str, members: Value) -> Reply {
    world.call("POST", "/user", with(ust, members)).await
}

async fn get(world: &World, ust: &str, user_id: Option<&str>) -> Reply {
    let members = user_id.map_or(json!({}), |user_id| json!({"user_id": user_id}));
    world.call("GET", "/user", with(ust, members)).await.ok()
}
