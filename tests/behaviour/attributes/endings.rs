//! Attributes end with their owner, and are extended with it.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::settings::Settings;

use super::{SIDES, Scene, Side, scene};
use crate::kit::{State, World, caller, merged, set_state};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

impl Scene {
    async fn stored(&self, side: Side) -> usize {
        self.world.keys(side.prefix()).await.len()
    }

    async fn renew(&self) {
        self.world.sso.renew(&caller(), &self.ann).await.unwrap();
    }

    async fn logout(&self, ust: &str) {
        self.world
            .ask(ust, "POST", "/user/logout", json!({}))
            .await
            .ok();
    }

    /// For another session than Ann's first.
    async fn create_in(&self, ust: &str, name: &str) {
        let input = merged(Side::Session.own(ust), json!({"name": name, "value": name}));
        self.world.post("/session/attr", input).await.ok();
    }
}

#[tokio::test]
async fn a_logout_takes_the_attributes_of_its_session_and_no_others() {
    let scene = scene().await;
    for side in SIDES {
        for name in ["", "/", "\u{1}", "\u{10ffff}"] {
            let name = format!("{name}a");
            scene.made(side, json!({"name": name, "value": 1})).await;
        }
    }
    let second = scene.world.ust("ann").await;
    scene.create_in(&second, "a").await;
    scene.create_in(&scene.ben, "a").await;
    assert_eq!(scene.stored(Side::Session).await, 6);
    scene.logout(&scene.ann).await;
    assert_eq!(scene.stored(Side::Session).await, 2);
    assert_eq!(scene.stored(Side::User).await, 4);
    scene.logout(&second).await;
    assert_eq!(scene.stored(Side::Session).await, 1, "ben's");
}

#[tokio::test]
async fn a_session_that_runs_out_leaves_no_attributes() {
    let scene = scene().await;
    for expiration in [json!(null), json!(10), json!(1_000_000)] {
        let name = format!("of {expiration}");
        let new = json!({"name": name, "value": 1, "expiration": expiration});
        scene.made(Side::Session, new).await;
    }
    scene
        .made(Side::User, json!({"name": "stays", "value": 1}))
        .await;
    scene.world.advance(60 * MINUTE - SECOND);
    assert_eq!(scene.names(Side::Session).await.len(), 2);
    let boss = scene.world.ust("boss").await;
    scene.world.advance(SECOND);
    let target = json!({"current_ust": boss, "target_ust": scene.ann, "current_app": "CRM"});
    let names = scene.world.call("GET", "/session/attr/names", target);
    names.await.refused("E007001");
    scene.world.sso.sweep().await.unwrap();
    assert_eq!(scene.stored(Side::Session).await, 0);
    assert_eq!(scene.stored(Side::User).await, 1);
}

#[tokio::test]
async fn renewing_a_session_renews_its_attributes() {
    let scene = scene().await;
    scene
        .made(Side::Session, json!({"name": "a", "value": [1]}))
        .await;
    let sealed = json!({"name": "sealed", "value": "x", "encrypt": true});
    scene.made(Side::Session, sealed).await;
    let long = json!({"name": "long", "value": 2, "expiration": 7_000});
    scene.made(Side::Session, long).await;
    let short = json!({"name": "short", "value": 3, "expiration": 60});
    scene.made(Side::Session, short).await;
    let before = scene.get(Side::Session, "a").await.json;
    for _ in 0..3 {
        scene.world.advance(30 * MINUTE);
        scene.renew().await;
        scene.world.sso.sweep().await.unwrap();
    }
    let mut after = scene.get(Side::Session, "a").await.json;
    after["cid"] = before["cid"].clone();
    assert_eq!(after, before, "nobody changed it");
    assert_eq!(scene.value(Side::Session, "sealed").await, Some(json!("x")));
    assert_eq!(scene.value(Side::Session, "short").await, None);
    // One that was made later lives on as well.
    scene
        .made(Side::Session, json!({"name": "b", "value": 4}))
        .await;
    scene.world.advance(30 * MINUTE);
    scene.renew().await;
    scene.world.advance(59 * MINUTE);
    scene.world.sso.sweep().await.unwrap();
    assert_eq!(scene.names(Side::Session).await, ["a", "b", "sealed"]);
    scene.world.advance(MINUTE);
    scene.world.sso.sweep().await.unwrap();
    assert_eq!(scene.stored(Side::Session).await, 0);
}

/// Changing an attribute after a renewal does not bring its old end back.
#[tokio::test]
async fn a_change_keeps_the_end_of_the_session() {
    for method in ["PATCH", "PUT"] {
        let scene = scene().await;
        scene
            .made(Side::Session, json!({"name": "a", "value": 1}))
            .await;
        scene.world.advance(30 * MINUTE);
        scene.renew().await;
        let change = json!({"name": "a", "value": 2});
        scene.call(Side::Session, method, "", change).await.ok();
        let short = json!({"name": "b", "value": 2, "expiration": 1_000_000});
        scene.replaced(Side::Session, short).await;
        scene.world.advance(59 * MINUTE);
        scene.world.sso.sweep().await.unwrap();
        assert_eq!(scene.names(Side::Session).await, ["a", "b"]);
        scene.world.advance(MINUTE);
        scene.world.sso.sweep().await.unwrap();
        assert_eq!(scene.stored(Side::Session).await, 0);
    }
}

#[tokio::test]
async fn session_attributes_end_with_all_operations_that_end_sessions() {
    let scene = scene().await;
    scene
        .made(Side::Session, json!({"name": "a", "value": 1}))
        .await;
    scene
        .made(Side::User, json!({"name": "a", "value": 1}))
        .await;
    scene.create_in(&scene.ben, "b").await;
    set_state(&scene.storage, &scene.ann_id, State::MustChangePassword).await;
    scene
        .world
        .log_in("ann", json!({"new_password": "quite another long text"}))
        .await
        .ok();
    assert_eq!(scene.stored(Side::Session).await, 1, "ben's");
    assert_eq!(scene.stored(Side::User).await, 1);
}

#[tokio::test]
async fn rejecting_a_user_erases_all_attributes() {
    let world = World::with(|settings: &mut Settings| {
        settings.is_delivery_configured = true;
    });
    let world = world.await;
    let boss = world.super_user().await;
    for name in ["eve", "eva"] {
        let user_id = world.confirmed(name).await;
        let data: Vec<Value> = (0..20)
            .map(|number| json!({"name": format!("{name}/{number}"), "value": "personal"}))
            .collect();
        let new = json!({"ust": boss, "user_id": user_id, "current_app": "CRM", "data": data});
        world.post("/user/attr", new).await.ok();
        // As an account has it that was approved in the meantime.
        let digest = "d".repeat(43);
        for key in [
            format!("session-attr/{user_id}/{digest}/{name}"),
            format!("session/{user_id}/{digest}"),
        ] {
            let put = vestibule::storage::Write::Put(vestibule::storage::Document {
                key,
                value: "{}".to_owned(),
                expires_at: None,
            });
            world.storage.commit(vec![], vec![put]).await.unwrap();
        }
    }
    let stored = world.stored().await;
    let pointer = stored
        .iter()
        .find(|(key, _)| key == "username/eve")
        .unwrap();
    let pointer: Value = serde_json::from_str(&pointer.1).unwrap();
    let eve = pointer["user_id"].as_str().unwrap().to_owned();
    let decision = json!({"ust": boss, "user_id": eve, "current_app": "CRM"});
    world.post("/user/reject", decision).await.ok();
    let left: Vec<String> = world.keys("").await;
    let left: Vec<&String> = left.iter().filter(|key| key.contains(&eve)).collect();
    assert_eq!(left, [&format!("user/{eve}")]);
    assert_eq!(world.keys("user-attr/").await.len(), 20, "eva's");
    assert_eq!(world.keys("session-attr/").await.len(), 1);
    let account = crate::kit::user_document(&*world.storage, &eve).await;
    assert_eq!(account["attributes_at_most"], json!(0));
}
