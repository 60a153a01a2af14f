//! Several at the same moment.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vestibule::{
    Error, Sso,
    types::{AttributeInput, AttributeOwner, Authority, SubStatus},
};

use super::{SIDES, Side, input, made, with};
use crate::kit::{Gate, OPERATOR, World, caller, rejected};

struct Race {
    gate: Arc<Gate>,
    world: World,
    ann: String,
    ann_id: String,
}

async fn race() -> Race {
    let gate = Arc::new(Gate::new());
    let world = World::builder(|builder| builder.storage = gate.clone());
    let world = world.build().await;
    world.super_user().await;
    let ann_id = made(&world, "ann").await;
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
        let reply = self
            .world
            .call("GET", &path, side.own(&self.ann))
            .await
            .ok();
        serde_json::from_value(reply.json["result"].clone()).unwrap()
    }

    async fn call(&self, side: Side, method: &str, more: serde_json::Value) {
        let input = with(side.own(&self.ann), &more);
        self.world.call(method, side.path(), input).await.ok();
    }

    fn create(
        &self,
        side: Side,
        inputs: Vec<AttributeInput>,
    ) -> impl Future<Output = Result<(), Error>> + Send + 'static {
        create(
            self.world.sso.clone(),
            self.ann.clone(),
            side.owner(&self.ann),
            inputs,
        )
    }
}

async fn create(
    sso: Sso,
    ust: String,
    owner: AttributeOwner,
    inputs: Vec<AttributeInput>,
) -> Result<(), Error> {
    let authority = Authority::Session(ust);
    sso.create_attributes(&caller(), &authority, &owner, &inputs)
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_make_the_same_one_wins() {
    for side in SIDES {
        for round in 0..10 {
            let race = race().await;
            let tasks: Vec<_> = (0..6)
                .map(|number| {
                    let own = format!("own{number}");
                    let inputs = vec![input(&own, "1"), input("same", &number.to_string())];
                    tokio::spawn(race.create(side, inputs))
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
}

/// All or none, even if it is taken between the look and the commit.
#[tokio::test]
async fn a_batch_that_is_overtaken_makes_nothing() {
    for side in SIDES {
        let race = race().await;
        let slow = race.create(side, vec![input("a", "1"), input("b", "1")]);
        let fast = race.call(side, "POST", json!({"name": "b", "value": 2}));
        let overtaken = race.gate.overtake(slow, side.prefix(), fast).await;
        assert_eq!(rejected(overtaken), [SubStatus::AttrAlreadyExists]);
        assert_eq!(race.names(side).await, ["b"]);
    }
}

/// Whoever the request is about, even if all of the attributes are somebody else's.
#[tokio::test]
async fn a_batch_for_others_needs_whom_it_names() {
    let race = race().await;
    let (sso, named) = (race.world.sso.clone(), race.ann_id.clone());
    let others = AttributeInput {
        user_id: Some(made(&race.world, "ben").await),
        ..input("a", "1")
    };
    let slow = async move {
        let owner = AttributeOwner::User(Some(named));
        sso.create_attributes(&caller(), &OPERATOR, &owner, &[others])
            .await
    };
    let fast = async {
        let sso = &race.world.sso;
        let deleted = sso.delete_user(&caller(), &OPERATOR, &race.ann_id).await;
        deleted.unwrap();
    };
    let overtaken = race.gate.overtake(slow, "user-attr/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::UserIdInvalid]);
    assert!(race.world.keys("user-attr/").await.is_empty());
}

#[tokio::test]
async fn two_who_make_different_ones_both_do() {
    for side in SIDES {
        let race = race().await;
        let slow = race.create(side, vec![input("a", "1")]);
        let fast = race.call(side, "POST", json!({"name": "b"}));
        race.gate.overtake(slow, side.prefix(), fast).await.unwrap();
        assert_eq!(race.names(side).await, ["a", "b"]);
    }
}

/// The last place is taken once.
#[tokio::test]
async fn the_limit_holds_for_those_who_come_at_once() {
    let race = race().await;
    let all = (0..99).map(|number| input(&format!("n{number:02}"), "1"));
    race.create(Side::Session, all.collect()).await.unwrap();
    let slow = race.create(Side::Session, vec![input("x", "1")]);
    let fast = race.call(Side::Session, "POST", json!({"name": "y"}));
    let overtaken = race.gate.overtake(slow, "session-attr/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::CommonInvalidInput]);
    assert_eq!(race.names(Side::Session).await.len(), 100);
}

#[tokio::test]
async fn a_change_that_a_removal_overtakes_brings_nothing_back() {
    for side in SIDES {
        let race = race().await;
        race.call(side, "POST", json!({"name": "a", "value": 1}))
            .await;
        let (sso, ust, owner) = (
            race.world.sso.clone(),
            race.ann.clone(),
            side.owner(&race.ann),
        );
        let slow = async move {
            let authority = Authority::Session(ust);
            let inputs = [input("a", "2")];
            sso.update_attributes(&caller(), &authority, &owner, &inputs)
                .await
        };
        let fast = race.call(side, "DELETE", json!({"name": "a"}));
        race.gate.overtake(slow, side.prefix(), fast).await.unwrap();
        assert!(race.names(side).await.is_empty());
    }
}

/// What a session leaves behind nobody would find again.
#[tokio::test]
async fn an_attribute_that_a_logout_overtakes_is_not_made() {
    let race = race().await;
    let slow = race.create(Side::Session, vec![input("a", "1")]);
    let logout = async { race.world.sso.logout(&caller(), &race.ann).await.unwrap() };
    let overtaken = race.gate.overtake(slow, "session-attr/", logout).await;
    assert_eq!(rejected(overtaken), [SubStatus::SessionNoSuchSession]);
    assert!(race.world.keys("session-attr/").await.is_empty());
    assert!(
        race.world.keys("session/").await.len() == 1,
        "the super-user's"
    );
}

/// The other way round: the attribute is there when the session is about to end.
#[tokio::test]
async fn a_renewal_knows_all_that_were_made() {
    for is_first in [true, false] {
        let race = race().await;
        if !is_first {
            race.call(Side::Session, "POST", json!({"name": "0"})).await;
        }
        race.world.advance(Duration::from_secs(1_800));
        let (sso, ust) = (race.world.sso.clone(), race.ann.clone());
        let slow = async move { sso.renew(&caller(), &ust).await };
        let fast = race.call(Side::Session, "POST", json!({"name": "a", "value": 1}));
        race.gate.overtake(slow, "session/", fast).await.unwrap();
        race.world.advance(Duration::from_secs(3_000));
        race.world.sso.sweep().await.unwrap();
        assert!(race.names(Side::Session).await.contains(&"a".to_owned()));
    }
}

/// An attribute that is made or changed meanwhile ends when the session does now.
#[tokio::test]
async fn what_a_renewal_overtakes_lives_on() {
    for method in ["POST", "PATCH"] {
        let race = race().await;
        if method == "PATCH" {
            race.call(Side::Session, "POST", json!({"name": "a", "value": 1}))
                .await;
        }
        race.world.advance(Duration::from_secs(1_800));
        let (sso, ust) = (race.world.sso.clone(), race.ann.clone());
        let slow = async move {
            let (authority, owner) = (
                Authority::Session(ust.clone()),
                AttributeOwner::Session(ust),
            );
            let inputs = [input("a", "2")];
            sso.set_attributes(&caller(), &authority, &owner, &inputs)
                .await
        };
        let renewal = async {
            race.world.sso.renew(&caller(), &race.ann).await.unwrap();
        };
        race.gate
            .overtake(slow, "session-attr/", renewal)
            .await
            .unwrap();
        race.world.advance(Duration::from_secs(3_000));
        race.world.sso.sweep().await.unwrap();
        assert_eq!(race.names(Side::Session).await, ["a"]);
        let mut found = Vec::new();
        race.world
            .sso
            .check_storage(|defect| found.push(defect))
            .await
            .unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
}

/// A renewal that a removal overtakes does not bring the attribute back.
#[tokio::test]
async fn what_is_removed_during_a_renewal_stays_removed() {
    let race = race().await;
    race.call(Side::Session, "POST", json!({"name": "a", "value": 1}))
        .await;
    race.world.advance(Duration::from_secs(1_800));
    let (sso, ust) = (race.world.sso.clone(), race.ann.clone());
    let slow = async move { sso.renew(&caller(), &ust).await };
    let fast = race.call(Side::Session, "DELETE", json!({"name": "a"}));
    race.gate.overtake(slow, "session/", fast).await.unwrap();
    assert!(race.world.keys("session-attr/").await.is_empty());
}

/// Somebody who is locked at this moment changes nothing any more.
#[tokio::test]
async fn a_caller_who_is_locked_meanwhile_makes_nothing() {
    for side in SIDES {
        for method in ["POST", "PATCH"] {
            let race = race().await;
            if method == "PATCH" {
                race.call(side, "POST", json!({"name": "a", "value": 1}))
                    .await;
            }
            let before = race.world.keys(side.prefix()).await;
            let (sso, ust) = (race.world.sso.clone(), race.ann.clone());
            let owner = side.owner(&race.ann);
            let slow = async move {
                let authority = Authority::Session(ust);
                let inputs = [input("a", "2")];
                sso.set_attributes(&caller(), &authority, &owner, &inputs)
                    .await
            };
            let locked = [("is_locked", json!(true))];
            let lock = crate::kit::edit_user(&*race.gate, &race.ann_id, locked);
            let overtaken = race.gate.overtake(slow, side.prefix(), lock).await;
            assert_eq!(rejected(overtaken), [SubStatus::AuthLocked]);
            assert_eq!(race.world.keys(side.prefix()).await, before);
        }
    }
}

/// The same for a super-user who is none any more.
#[tokio::test]
async fn a_super_user_who_is_none_any_more_makes_nothing() {
    let race = race().await;
    let boss = race.world.ust("boss").await;
    let stored = race.world.stored().await;
    let boss_id = stored
        .iter()
        .find_map(|(key, _)| key.strip_prefix("super-user/"));
    let owner = AttributeOwner::User(Some(race.ann_id.clone()));
    let slow = create(race.world.sso.clone(), boss, owner, vec![input("a", "1")]);
    let demoted = [("is_super_user", json!(false))];
    let fast = crate::kit::edit_user(&*race.gate, boss_id.unwrap(), demoted);
    let overtaken = race.gate.overtake(slow, "user-attr/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthNotAllowed]);
    assert!(race.names(Side::User).await.is_empty());
}
