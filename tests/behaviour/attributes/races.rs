//! Several at the same moment.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use vestibule::{
    Error, Sso,
    types::{AttributeInput, AttributeOwner, Authority, SubStatus},
};

use super::{SIDES, Side, input};
use crate::kit::{
    Gate, OPERATOR, State, World, caller, create_request, gated, merged, rejected, set_state,
};

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
        let owner = side.owner(&self.ann);
        create(self.world.sso.clone(), &self.ann, owner, inputs).await
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

async fn create(
    sso: Sso,
    ust: &str,
    owner: AttributeOwner,
    inputs: &[AttributeInput],
) -> Result<(), Error> {
    let authority = Authority::Session(ust.to_owned());
    sso.create_attributes(&caller(), &authority, &owner, inputs)
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_two_concurrent_creations_succeeds() {
    for (side, round) in SIDES
        .into_iter()
        .flat_map(|side| (0..10).map(move |round| (side, round)))
    {
        let race = race().await;
        let tasks: Vec<_> = (0..6)
            .map(|number| {
                let inputs = [input(&format!("own{number}"), "1"), input("same", "1")];
                let (sso, ann, owner) = (
                    race.world.sso.clone(),
                    race.ann.clone(),
                    side.owner(&race.ann),
                );
                tokio::spawn(async move { create(sso, &ann, owner, &inputs).await })
            })
            .collect();
        let mut winners = Vec::new();
        for (number, task) in tasks.into_iter().enumerate() {
            match task.await.unwrap() {
                Ok(()) => winners.push(number),
                refused => assert_eq!(rejected(refused), [SubStatus::AttrAlreadyExists]),
            }
        }
        assert_eq!(winners.len(), 1, "round {round}");
        let own = format!("own{}", winners[0]);
        assert_eq!(race.names(side).await, [own, "same".to_owned()]);
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

/// An attribute that outlived its session would never be found again.
#[tokio::test]
async fn an_attribute_that_a_logout_overtakes_is_not_made() {
    let race = race().await;
    let one = [input("a", "1")];
    let slow = race.create(Side::Session, &one);
    let logout = async { race.world.sso.logout(&caller(), &race.ann).await.unwrap() };
    let overtaken = race.gate.overtake(slow, "session-attr/", logout).await;
    assert_eq!(rejected(overtaken), [SubStatus::SessionNoSuchSession]);
    assert!(race.world.keys("session-attr/").await.is_empty());
    assert_eq!(
        race.world.keys("session/").await.len(),
        1,
        "the super-user's"
    );
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

/// A user who is locked at the commit changes nothing.
#[tokio::test]
async fn a_caller_locked_during_the_call_creates_no_attribute() {
    for (side, is_there) in SIDES
        .into_iter()
        .flat_map(|side| [(side, false), (side, true)])
    {
        let race = race().await;
        if is_there {
            race.call(side, "POST", json!({"name": "a", "value": 1}))
                .await;
        }
        let before = race.world.keys(side.prefix()).await;
        let slow = race.set(side);
        let lock = set_state(&*race.gate, &race.ann_id, State::Locked);
        let overtaken = race.gate.overtake(slow, side.prefix(), lock).await;
        assert_eq!(rejected(overtaken), [SubStatus::AuthLocked]);
        assert_eq!(race.world.keys(side.prefix()).await, before);
    }
}

/// The same for a caller who is no longer a super-user.
#[tokio::test]
async fn a_super_user_demoted_during_the_call_creates_no_attribute() {
    let race = race().await;
    let boss = race.world.ust("boss").await;
    let boss_id = race.world.last_target();
    let owner = AttributeOwner::User(Some(race.ann_id.clone()));
    let one = [input("a", "1")];
    let slow = create(race.world.sso.clone(), &boss, owner, &one);
    let fast = set_state(&*race.gate, &boss_id, State::NoSuperUser);
    let overtaken = race.gate.overtake(slow, "user-attr/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthNotAllowed]);
    assert!(race.names(Side::User).await.is_empty());
}
