//! Sessions: checking, renewing and ending them, over both APIs.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::{settings::Settings, types::Caller};

use crate::kit::{Faulty, Reply, State, World, caller, everything, observed, set_state, stored};

mod addresses;
mod details;
mod ending;
mod limits;
mod listing;
mod log;
mod races;
mod tokens;

const MICROSECOND: Duration = Duration::from_micros(1);
const HOUR: Duration = Duration::from_secs(3_600);

struct Scene {
    world: World,
    storage: Faulty,
    boss: String,
    ann: String,
    ann_id: String,
}

/// A super-user and Ann, both logged in.
async fn scene() -> Scene {
    scene_with(|_| {}).await
}

async fn scene_with(change: impl FnOnce(&mut Settings)) -> Scene {
    let (world, storage) = observed(|builder| change(&mut builder.settings)).await;
    Scene {
        boss: world.super_user().await,
        ann_id: world.approved("ann").await,
        ann: world.ust("ann").await,
        world,
        storage,
    }
}

impl Scene {
    async fn verify(&self, current: &str, target: &str) -> Reply {
        let input = json!({"current_ust": current, "target_ust": target, "current_app": "CRM"});
        self.world.post("/user/session", input).await
    }

    /// As both APIs see it, which has to be the same.
    async fn is_valid(&self, ust: &str) -> bool {
        let found = self.world.sso.verify(&caller(), ust).await.unwrap();
        let is_valid = found.is_some();
        let boss = self.world.ust("boss").await;
        let reply = self.verify(&boss, ust).await.ok();
        assert_eq!(reply.json["is_valid"], json!(is_valid));
        is_valid
    }

    async fn renew(&self, ust: &str) -> Reply {
        self.world
            .ask(ust, "PATCH", "/user/session", json!({}))
            .await
    }

    async fn list(&self, input: Value) -> Reply {
        self.about_sessions("GET", "/user/session/list", input)
            .await
    }

    async fn details(&self, current: &str, target: &str) -> Reply {
        let input = json!({"current_ust": current, "target_ust": target});
        self.about_sessions("GET", "/user/session", input).await
    }

    async fn end(&self, input: Value) -> Reply {
        self.about_sessions("DELETE", "/user/session", input).await
    }

    async fn about_sessions(&self, method: &str, path: &str, mut input: Value) -> Reply {
        input["current_app"] = json!("CRM");
        self.world.call(method, path, input).await
    }

    /// The list of a user's own sessions.
    async fn own(&self, ust: &str) -> Vec<Value> {
        let reply = self.list(json!({"ust": ust})).await.ok();
        reply.json["result"].as_array().unwrap().clone()
    }

    /// The ID of a session.
    async fn id(&self, ust: &str) -> String {
        let found = self.world.sso.verify(&caller(), ust).await.unwrap();
        found.unwrap().session_id
    }

    async fn logout(&self, ust: &str) -> Reply {
        self.world.ask(ust, "POST", "/user/logout", json!({})).await
    }

    async fn put_ann(&self, state: State) {
        set_state(&self.storage, &self.ann_id, state).await;
    }
}

#[tokio::test]
async fn a_typed_check_returns_the_session() {
    let scene = scene().await;
    let found = scene.world.sso.verify(&caller(), &scene.ann).await;
    let session = found.unwrap().unwrap();
    assert_eq!(session.user_id, scene.ann_id);
    assert_eq!(session.username, "ann");
    assert!(!session.is_super_user);
    assert_eq!(session.remote_addr.as_deref(), Some("192.0.2.10"));
    let lifetime = session.expiration_time.seconds - session.creation_time.seconds;
    assert_eq!(lifetime, 3_600);
    let found = scene.world.sso.verify(&caller(), &scene.boss).await;
    assert!(found.unwrap().unwrap().is_super_user);
}

#[tokio::test]
async fn over_rest_only_a_super_user_asks() {
    let scene = scene().await;
    let (boss, ann) = (&scene.boss, &scene.ann);
    let reply = scene.verify(boss, ann).await.ok();
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["cid", "is_valid", "status"]);
    assert_eq!(reply.json["is_valid"], json!(true));

    scene.verify(ann, boss).await.refused("E005001");
    assert_eq!(scene.world.events.last().sub_status, ["E005005"]);
    scene.verify(ann, ann).await.refused("E005001");
    scene.verify(ann, "garbage").await.refused("E005001");
    let reply = scene.verify(boss, boss).await.ok();
    assert_eq!(reply.json["is_valid"], json!(true), "one's own");
    let reply = scene.verify(boss, "garbage").await.ok();
    assert_eq!(reply.json["is_valid"], json!(false));
    for current in ["", "garbage"] {
        scene.verify(current, ann).await.refused("E007001");
    }
}

#[tokio::test]
async fn only_the_current_application_has_to_be_in_the_input() {
    let scene = scene().await;
    let world = &scene.world;
    let post = |input| world.post("/user/session", input);
    let (boss, ann) = (&scene.boss, &scene.ann);
    let no_target = json!({"current_ust": boss, "current_app": "CRM"});
    post(no_target).await.refused("E007001");
    let no_current = json!({"target_ust": ann, "current_app": "CRM"});
    post(no_current).await.refused("E007001");
    let no_app = json!({"current_ust": boss, "target_ust": ann});
    post(no_app).await.bad_request();
    let strange = json!({"current_ust": boss, "target_ust": ann, "current_app": "Sales"});
    let reply = post(strange).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
    let erp = json!({"current_ust": boss, "target_ust": ann, "current_app": "ERP"});
    let reply = post(erp).await.ok();
    assert_eq!(reply.json["is_valid"], json!(true), "for all applications");

    let nothing = json!({"current_app": "CRM"});
    let reply = world.call("PATCH", "/user/session", nothing).await;
    reply.refused("E007001");
    let no_app = json!({"ust": ann});
    let reply = world.call("PATCH", "/user/session", no_app.clone()).await;
    reply.bad_request();
    world.post("/user/logout", no_app).await.bad_request();
    let nothing = json!({"current_app": "CRM"});
    world.post("/user/logout", nothing).await.bad_request();

    let strange = Caller {
        current_app: Some("Sales".to_owned()),
        ..caller()
    };
    world.sso.verify(&strange, ann).await.unwrap_err();
}

#[tokio::test]
async fn a_session_ends_at_the_very_moment() {
    let scene = scene().await;
    scene.world.advance(HOUR - MICROSECOND);
    assert!(scene.is_valid(&scene.ann).await);
    scene.verify(&scene.boss, &scene.ann).await.ok();
    scene.world.advance(MICROSECOND);
    assert!(!scene.is_valid(&scene.ann).await);
    scene.renew(&scene.ann).await.refused("E007001");
    scene
        .verify(&scene.boss, &scene.ann)
        .await
        .refused("E007001");
}

#[tokio::test]
async fn a_check_does_not_renew() {
    let scene = scene().await;
    let before = everything(&scene.storage).await;
    scene.world.advance(HOUR / 2);
    scene.verify(&scene.boss, &scene.ann).await.ok();
    scene.world.sso.verify(&caller(), &scene.ann).await.unwrap();
    assert_eq!(everything(&scene.storage).await, before);
}

#[tokio::test]
async fn a_session_is_invalid_while_its_user_could_not_log_in() {
    for (state, renewal) in [
        (State::Locked, "E005002"),
        (State::Rejected, "E007001"),
        (State::Undecided, "E007001"),
        (State::Unconfirmed, "E005003"),
        (State::PasswordExpired, "E005001"),
        (State::Expired, "E007001"),
    ] {
        let scene = scene().await;
        scene.put_ann(state).await;
        assert!(!scene.is_valid(&scene.ann).await, "{state:?}");
        scene.renew(&scene.ann).await.refused(renewal);
        scene.put_ann(state.undone()).await;
        assert!(scene.is_valid(&scene.ann).await, "{state:?}");
    }
}

#[tokio::test]
async fn renewal_counts_from_now() {
    let scene = scene().await;
    scene.world.advance(HOUR / 2);
    let reply = scene.renew(&scene.ann).await.ok();
    assert_eq!(reply.text("expiration_time"), "2026-01-01T01:30:00");
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["cid", "expiration_time", "status"]);
    let found = scene.world.sso.verify(&caller(), &scene.ann).await;
    let session = found.unwrap().unwrap();
    let lifetime = session.expiration_time.seconds - session.creation_time.seconds;
    assert_eq!(lifetime, 5_400);
    scene.world.advance(HOUR - MICROSECOND);
    assert!(scene.is_valid(&scene.ann).await);
    let end = scene.world.sso.renew(&caller(), &scene.ann).await.unwrap();
    assert!(end.seconds > session.expiration_time.seconds);
    scene.world.advance(HOUR);
    assert!(!scene.is_valid(&scene.ann).await);
}

#[tokio::test]
async fn logout_is_always_ok_and_really_ends_the_session() {
    let scene = scene().await;
    let other = scene.world.ust("ann").await;
    let open = stored(&scene.storage, "session/").await.len();
    scene.logout(&scene.ann).await.ok();
    assert_eq!(stored(&scene.storage, "session/").await.len(), open - 1);
    assert!(!scene.is_valid(&scene.ann).await);
    assert!(scene.is_valid(&other).await);
    scene.renew(&scene.ann).await.refused("E007001");
    let open = stored(&scene.storage, "session/").await;
    for ust in [&*scene.ann, "", "garbage", &"A".repeat(50_000)] {
        let reply = scene.logout(ust).await.ok();
        let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["cid", "status"]);
    }
    assert_eq!(stored(&scene.storage, "session/").await, open);
}

#[tokio::test]
async fn a_logout_ends_the_session_in_any_state_of_the_account() {
    for state in [
        State::Locked,
        State::PasswordExpired,
        State::Unconfirmed,
        State::Undecided,
    ] {
        let scene = scene().await;
        scene.put_ann(state).await;
        scene.logout(&scene.ann).await.ok();
        assert!(scene.world.sessions_of(&scene.ann_id).await.is_empty());
        scene.put_ann(state.undone()).await;
        assert!(!scene.is_valid(&scene.ann).await, "{state:?}");
    }
}
