//! Ending sessions without having their USTs.

use serde_json::{Value, json};
use vestibule::{
    storage::Storage,
    types::{Authority, Outcome, SubStatus, Which},
};

use super::{Scene, scene};
use crate::kit::{OPERATOR, State, caller, everything, rejected, stored};

impl Scene {
    async fn version_of_ann(&self) -> String {
        let key = format!("user/{}", self.ann_id);
        let found = self.storage.get(vec![key]).await.unwrap().remove(0);
        found.unwrap().version
    }

    /// A refused call changes nothing.
    async fn is_refused(&self, input: Value, codes: &str) {
        let before = everything(&self.storage).await;
        let reply = self.end(input).await;
        assert_eq!(self.world.events.last().operation, "session.end");
        assert_eq!(self.world.events.last().outcome, Outcome::Refused);
        reply.refused(codes);
        assert_eq!(everything(&self.storage).await, before);
    }

    async fn are_valid(&self, usts: &[&str]) -> Vec<bool> {
        let mut valid = Vec::new();
        for ust in usts {
            valid.push(self.is_valid(ust).await);
        }
        valid
    }
}

#[tokio::test]
async fn one_session_ends_and_no_other() {
    let scene = scene().await;
    let other = scene.world.ust("ann").await;
    let id = scene.id(&other).await;
    let version = scene.version_of_ann().await;
    let input = json!({"ust": scene.ann, "session_id": id});
    let reply = scene.end(input.clone()).await.ok();
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["cid", "status"]);
    let event = scene.world.events.last();
    assert_eq!(event.operation, "session.end");
    assert_eq!(event.actor, event.target);
    assert_eq!(event.target.as_deref(), Some(&*scene.ann_id));
    assert!(!format!("{event:?}").contains(&id));
    assert_eq!(scene.are_valid(&[&scene.ann, &other]).await, [true, false]);
    assert_eq!(scene.version_of_ann().await, version);
    scene.is_refused(input, "E007001").await;

    let own = scene.id(&scene.ann).await;
    scene
        .end(json!({"ust": scene.ann, "session_id": own}))
        .await
        .ok();
    scene.renew(&scene.ann).await.refused("E007001");
}

#[tokio::test]
async fn all_sessions_end_or_all_but_the_callers() {
    let scene = scene().await;
    let (second, third) = (scene.world.ust("ann").await, scene.world.ust("ann").await);
    let usts = [&*scene.ann, &second, &third];
    let version = scene.version_of_ann().await;
    scene
        .end(json!({"ust": second, "all_but_current": true}))
        .await
        .ok();
    assert_eq!(scene.are_valid(&usts).await, [false, true, false]);
    let next = scene.version_of_ann().await;
    assert_ne!(next, version, "logins that have begun start over");
    scene.end(json!({"ust": second, "all": "yes"})).await.ok();
    assert_eq!(scene.are_valid(&usts).await, [false; 3]);
    assert_ne!(scene.version_of_ann().await, next);
    assert!(scene.is_valid(&scene.boss).await);
    scene.world.login("ann").await.ok();
}

#[tokio::test]
async fn a_super_user_ends_sessions_of_any_user() {
    let scene = scene().await;
    let (boss, id) = (&scene.boss, &scene.ann_id);
    let (second, third) = (scene.world.ust("ann").await, scene.world.ust("ann").await);
    let usts = [&*scene.ann, &second, &third];
    scene.put_ann(State::Locked).await;
    let one = json!({"ust": boss, "user_id": id, "session_id": "x"});
    scene.is_refused(one.clone(), "E007001").await;
    let mut one = one;
    let listed = json!({"ust": boss, "user_id": id});
    let listed = scene.list(listed).await.ok().json["result"].clone();
    one["session_id"] = listed[0]["session_id"].clone();
    scene.end(one).await.ok();
    let event = scene.world.events.last();
    assert_eq!(event.target.as_deref(), Some(&**id));
    assert_ne!(event.actor, event.target);
    scene.put_ann(State::Unlocked).await;
    let left = scene.are_valid(&usts).await;
    assert_eq!(left.iter().filter(|valid| **valid).count(), 2);

    // None of them is the one that asks.
    let but = json!({"ust": boss, "user_id": id, "all_but_current": 1});
    scene.end(but).await.ok();
    assert_eq!(scene.are_valid(&usts).await, [false; 3]);
    assert!(scene.is_valid(boss).await);
    scene.world.ust("ann").await;
    let all = json!({"ust": boss, "user_id": id, "all": true});
    scene.end(all).await.ok();
    let left = stored(&scene.storage, &format!("session/{id}/")).await;
    assert!(left.is_empty());
}

#[tokio::test]
async fn other_users_cannot_end_sessions() {
    let scene = scene().await;
    let boss_id = scene.id(&scene.boss).await;
    let boss = scene.world.sso.verify(&caller(), &scene.boss).await;
    let boss = boss.unwrap().unwrap().user_id;
    let ann = &scene.ann;
    for user_id in [&*boss, "zusr0", "x"] {
        for which in ["session_id", "all", "all_but_current"] {
            let mut input = json!({"ust": ann, "user_id": user_id});
            input[which] = match which {
                "session_id" => json!(boss_id),
                _ => json!(true),
            };
            scene.is_refused(input, "E005001").await;
        }
    }
    // Another user's session is not one of one's own.
    let foreign = json!({"ust": ann, "session_id": boss_id});
    scene.is_refused(foreign, "E007001").await;
    for id in [
        "x".to_owned(),
        "d".repeat(43),
        "d".repeat(5_000),
        format!("../{boss}/{boss_id}"),
        "/".repeat(43),
        scene.ann.clone(),
    ] {
        let unknown = json!({"ust": ann, "session_id": id});
        scene.is_refused(unknown, "E007001").await;
    }
    for ust in [json!("garbage"), json!(""), json!(null)] {
        let strange = json!({"ust": ust, "all": true});
        scene.is_refused(strange, "E007001").await;
    }
    scene.is_refused(json!({"all": true}), "E007001").await;
    let strange = json!({"ust": ann, "all": true});
    let reply = scene.world.call("DELETE", "/user/session", strange).await;
    reply.bad_request();
    assert!(scene.is_valid(&scene.boss).await && scene.is_valid(ann).await);
    scene.put_ann(State::Locked).await;
    let locked = json!({"ust": ann, "all": true});
    scene.is_refused(locked, "E005002").await;
}

#[tokio::test]
async fn an_ambiguous_request_to_end_sessions_is_refused() {
    let scene = scene().await;
    let (ann, id) = (&scene.ann, scene.id(&scene.ann).await);
    for unclear in [
        json!({"ust": ann}),
        json!({"ust": ann, "session_id": ""}),
        json!({"ust": ann, "all": false, "all_but_current": "no"}),
        json!({"ust": ann, "session_id": id, "all": true}),
        json!({"ust": ann, "session_id": id, "all_but_current": true}),
        json!({"ust": ann, "all": true, "all_but_current": true}),
    ] {
        scene.is_refused(unclear, "E008002").await;
    }
    let clear = json!({"ust": ann, "session_id": id, "all": false});
    scene.end(clear).await.ok();
}

#[tokio::test]
async fn an_embedder_ends_sessions_too() {
    let scene = scene().await;
    let (sso, caller) = (&scene.world.sso, caller());
    let second = scene.world.ust("ann").await;
    let ann = Authority::Session(scene.ann.clone());
    let but = sso.end_sessions(&caller, &ann, None, &Which::AllButCurrent);
    but.await.unwrap();
    assert_eq!(scene.are_valid(&[&scene.ann, &second]).await, [true, false]);
    let operator = OPERATOR.clone();
    let nobody = sso.end_sessions(&caller, &operator, None, &Which::All);
    assert_eq!(rejected(nobody.await), [SubStatus::CommonMissingInput]);
    let one = Which::One(scene.id(&scene.ann).await);
    let done = sso.end_sessions(&caller, &operator, Some(&scene.ann_id), &one);
    done.await.unwrap();
    assert_eq!(
        scene.world.events.last().actor.as_deref(),
        Some("test:operator")
    );
    assert!(!scene.is_valid(&scene.ann).await);
    let audited = stored(&scene.storage, "audit/").await;
    let ended = audited.iter().filter(|entry| {
        let event: Value = serde_json::from_str(&entry.value).unwrap();
        event["operation"] == "session.end" && event["target"] == *scene.ann_id
    });
    assert_eq!(ended.count(), 2);
}
