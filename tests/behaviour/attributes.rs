//! Attributes of users and of sessions, over both APIs.

use serde_json::{Value, json};
use vestibule::types::{AttributeInput, AttributeOwner, Authority};

use crate::kit::{Faulty, Reply, World, create_request, merged, observed};

mod access;
mod batches;
mod encryption;
mod endings;
mod expiry;
mod limits;
mod races;
mod reading;
mod values;
mod writing;

/// Users and sessions have the same operations.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    User,
    Session,
}

const SIDES: [Side; 2] = [Side::User, Side::Session];

impl Side {
    fn path(self) -> &'static str {
        match self {
            Self::User => "/user/attr",
            Self::Session => "/session/attr",
        }
    }

    /// The prefix of their keys.
    fn prefix(self) -> &'static str {
        match self {
            Self::User => "user-attr/",
            Self::Session => "session-attr/",
        }
    }

    /// The request about one's own attributes.
    fn own(self, ust: &str) -> Value {
        match self {
            Self::User => json!({"ust": ust, "current_app": "CRM"}),
            Self::Session => json!({"current_ust": ust, "target_ust": ust, "current_app": "CRM"}),
        }
    }

    fn owner(self, ust: &str) -> AttributeOwner {
        match self {
            Self::User => AttributeOwner::User(None),
            Self::Session => AttributeOwner::Session(ust.to_owned()),
        }
    }
}

struct Scene {
    world: World,
    storage: Faulty,
    boss: String,
    ann: String,
    ann_id: String,
    ben: String,
    ben_id: String,
}

/// A super-user, Ann and Ben, all logged in.
async fn scene() -> Scene {
    let (world, storage) = observed(|_| {}).await;
    Scene {
        boss: world.super_user().await,
        ann_id: world.make(&create_request("ann")).await,
        ann: world.ust("ann").await,
        ben_id: world.make(&create_request("ben")).await,
        ben: world.ust("ben").await,
        world,
        storage,
    }
}

impl Scene {
    /// About Ann's own.
    async fn call(&self, side: Side, method: &str, rest: &str, more: Value) -> Reply {
        let path = format!("{}{rest}", side.path());
        let input = merged(side.own(&self.ann), more);
        self.world.call(method, &path, input).await
    }

    async fn create(&self, side: Side, more: Value) -> Reply {
        self.call(side, "POST", "", more).await
    }

    async fn update(&self, side: Side, more: Value) -> Reply {
        self.call(side, "PATCH", "", more).await
    }

    async fn set(&self, side: Side, more: Value) -> Reply {
        self.call(side, "PUT", "", more).await
    }

    async fn delete(&self, side: Side, more: Value) -> Reply {
        self.call(side, "DELETE", "", more).await
    }

    /// Creates, which succeeds; so do the next three.
    async fn made(&self, side: Side, more: Value) {
        self.create(side, more).await.ok();
    }

    async fn changed(&self, side: Side, more: Value) {
        self.update(side, more).await.ok();
    }

    async fn replaced(&self, side: Side, more: Value) {
        self.set(side, more).await.ok();
    }

    async fn removed(&self, side: Side, more: Value) {
        self.delete(side, more).await.ok();
    }

    async fn get(&self, side: Side, name: &str) -> Reply {
        self.call(side, "GET", "", json!({"name": name})).await.ok()
    }

    /// None if it is not found.
    async fn value(&self, side: Side, name: &str) -> Option<Value> {
        let reply = self.get(side, name).await;
        let is_found = reply.json["found"].as_bool().unwrap();
        assert_eq!(is_found, reply.json.get("value").is_some(), "{reply:?}");
        let exists = self.call(side, "GET", "/exists", json!({"name": name}));
        assert_eq!(exists.await.ok().json["result"], json!(is_found));
        assert_eq!(self.names(side).await.contains(&name.to_owned()), is_found);
        is_found.then(|| reply.json["value"].clone())
    }

    async fn names(&self, side: Side) -> Vec<String> {
        let reply = self.call(side, "GET", "/names", json!({})).await.ok();
        serde_json::from_value(reply.json["result"].clone()).unwrap()
    }

    fn authority(&self) -> Authority {
        Authority::Session(self.ann.clone())
    }

    /// The codes of the audit event of the last call, with its operation.
    fn event(&self) -> (String, Vec<String>) {
        let event = self.world.events.last();
        (event.operation, event.sub_status)
    }
}

fn input(name: &str, value_json: &str) -> AttributeInput {
    AttributeInput {
        name: name.to_owned(),
        value_json: Some(value_json.to_owned()),
        expiration: None,
        encrypt: None,
        user_id: None,
    }
}

/// The status and the correlation ID, and nothing else.
#[track_caller]
fn nothing_else(reply: &Reply) {
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["cid", "status"]);
}
