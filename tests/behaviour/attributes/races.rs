//! Several at the same moment.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use vestibule::{
    Error,
    types::{AttributeInput, AttributeOwner, Authority, SubStatus},
};

use super::{SIDES, Side, input};
use crate::kit::{Gate, OPERATOR, World, caller, create_request, gated, merged, rejected};

struct Race {
    gate: Arc<Gate>,
    world: World,
    ann: String,
    ann_id: String,
}

async fn race() -> Race {
    let (gate, world) = gated(|_| {}).await;
    world.super_user().await;
    let ann_id = world.make(&create_request("ann")).await;
    Race {
        ann: world.ust("ann").await,
        gate,
        world,
        ann_id,
    }
}

impl Race {
    async fn names(&self, side: Side) -> Vec<String> {
        let path = format!("{}/names", side.path());
        let names = self.world.call("GET", &path, side.own(&self.ann)).await;
        serde_json::from_value(names.ok().json["result"].clone()).unwrap()
    }

    async fn call(&self, side: Side, method: &str, more: Value) {
        let input = merged(side.own(&self.ann), more);
        self.world.call(method, side.path(), input).await.ok();
    }

    async fn create(&self, side: Side, inputs: &[AttributeInput]) -> Result<(), Error> {
        let (authority, owner) = (Authority::Session(self.ann.clone()), side.owner(&self.ann));
        let sso = &self.world.sso;
        sso.create_attributes(&caller(), &authority, &owner, inputs)
            .await
    }

    /// Ann's attribute `a`, whether it is there or not.
    async fn set(&self, side: Side) -> Result<(), Error> {
        let (authority, owner) = (Authority::Session(self.ann.clone()), side.owner(&self.ann));
        let inputs = [input("a", "2")];
        let sso = &self.world.sso;
        sso.set_attributes(&caller(), &authority, &owner, &inputs)
            .await
    }

    async fn renew(&self) {
        self.world.sso.renew(&caller(), &self.ann).await.unwrap();
    }
}

/// All or none, even if it is taken between the look and the commit.
#[tokio::test]
async fn a_batch_that_is_overtaken_makes_nothing() {
    for side in SIDES {
        let race = race().await;
        let batch = [input("a", "1"), input("b", "1")];
        let slow = race.create(side, &batch);
        let fast = race.call(side, "POST", json!({"name": "b", "value": 2}));
        let overtaken = race.gate.overtake(slow, side.prefix(), fast).await;
        assert_eq!(rejected(overtaken), [SubStatus::AttrAlreadyExists]);
        assert_eq!(race.names(side).await, ["b"]);
    }
}

/// Also if all of the attributes belong to another user than the one in the request.
#[tokio::test]
async fn a_batch_needs_the_user_that_the_request_names() {
    let race = race().await;
    let others = [AttributeInput {
        user_id: Some(race.world.make(&create_request("ben")).await),
        ..input("a", "1")
    }];
    let (sso, caller) = (&race.world.sso, caller());
    let owner = AttributeOwner::User(Some(race.ann_id.clone()));
    let slow = sso.create_attributes(&caller, &OPERATOR, &owner, &others);
    let fast = async {
        let deleted = sso.delete_user(&caller, &OPERATOR, &race.ann_id).await;
        deleted.unwrap();
    };
    let overtaken = race.gate.overtake(slow, "user-attr/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::UserIdInvalid]);
    assert!(race.world.keys("user-attr/").await.is_empty());
}

#[tokio::test]
async fn two_different_attributes_created_at_once_both_exist() {
    for side in SIDES {
        let race = race().await;
        let one = [input("a", "1")];
        let slow = race.create(side, &one);
        let fast = race.call(side, "POST", json!({"name": "b"}));
        race.gate.overtake(slow, side.prefix(), fast).await.unwrap();
        assert_eq!(race.names(side).await, ["a", "b"]);
    }
}

/// The last place is taken once.
#[tokio::test]
async fn the_limit_holds_for_concurrent_calls() {
    let race = race().await;
    let all: Vec<_> = (0..79)
        .map(|number| input(&format!("n{number:02}"), "1"))
        .collect();
    for some in all.chunks(50) {
        race.create(Side::Session, some).await.unwrap();
    }
    let one = [input("x", "1")];
    let slow = race.create(Side::Session, &one);
    let fast = race.call(Side::Session, "POST", json!({"name": "y"}));
    let overtaken = race.gate.overtake(slow, "session-attr/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::CommonInvalidInput]);
    assert_eq!(race.names(Side::Session).await.len(), 80);
}

#[tokio::test]
async fn a_change_overtaken_by_a_removal_restores_nothing() {
    for side in SIDES {
        let race = race().await;
        race.call(side, "POST", json!({"name": "a", "value": 1}))
            .await;
        let slow = race.call(side, "PATCH", json!({"name": "a", "value": 2}));
        let fast = race.call(side, "DELETE", json!({"name": "a"}));
        race.gate.overtake(slow, side.prefix(), fast).await;
        assert!(race.names(side).await.is_empty());
    }
}

/// The other way round: the attribute is there when the session is about to end.
#[tokio::test]
async fn a_renewal_takes_along_every_created_attribute() {
    for is_first in [true, false] {
        let race = race().await;
        if !is_first {
            race.call(Side::Session, "POST", json!({"name": "0"})).await;
        }
        race.world.advance(Duration::from_secs(1_800));
        let fast = race.call(Side::Session, "POST", json!({"name": "a", "value": 1}));
        race.gate.overtake(race.renew(), "session/", fast).await;
        race.world.advance(Duration::from_secs(3_000));
        race.world.sso.sweep().await.unwrap();
        assert!(race.names(Side::Session).await.contains(&"a".to_owned()));
    }
}

/// An attribute that is created or changed during a renewal gets the new end of the session.
#[tokio::test]
async fn an_attribute_created_during_a_renewal_ends_with_the_session() {
    for is_there in [false, true] {
        let race = race().await;
        if is_there {
            race.call(Side::Session, "POST", json!({"name": "a", "value": 1}))
                .await;
        }
        race.world.advance(Duration::from_secs(1_800));
        let slow = race.set(Side::Session);
        let set = race
            .gate
            .overtake(slow, "session-attr/", race.renew())
            .await;
        set.unwrap();
        race.world.advance(Duration::from_secs(3_000));
        race.world.sso.sweep().await.unwrap();
        assert_eq!(race.names(Side::Session).await, ["a"]);
        race.world.is_sound().await;
    }
}

/// A renewal that a removal overtakes does not bring the attribute back.
#[tokio::test]
async fn an_attribute_deleted_during_a_renewal_stays_deleted() {
    let race = race().await;
    race.call(Side::Session, "POST", json!({"name": "a", "value": 1}))
        .await;
    race.world.advance(Duration::from_secs(1_800));
    let fast = race.call(Side::Session, "DELETE", json!({"name": "a"}));
    race.gate.overtake(race.renew(), "session/", fast).await;
    assert!(race.world.keys("session-attr/").await.is_empty());
}
