//! A super-user's decision: approve or reject.

use serde_json::{Value, json};
use vestibule::types::{Authority, SubStatus};

use crate::kit::{Reply, World, caller, rejected};

mod erasure;
mod pending;
mod races;

/// The seeds' paths, with an empty answer, and Zato's own.
const PATHS: [(&str, &str); 2] = [
    ("/user/signup/approve", "/user/signup/reject"),
    ("/user/approve", "/user/reject"),
];

async fn decide(world: &World, path: &str, ust: &str, user_id: &str) -> Reply {
    let input = json!({"ust": ust, "user_id": user_id, "current_app": "CRM"});
    world.post(path, input).await
}

async fn reject(world: &World, user_id: &str) {
    world.reject(user_id).await;
}

/// HTTP 200; without a body at the seeds' paths.
fn is_done(path: &str, reply: &Reply) {
    assert_eq!(reply.status, 200, "{reply:?}");
    if path.starts_with("/user/signup/") {
        assert!(reply.bytes.is_empty(), "{reply:?}");
        assert!(!reply.headers.contains_key("content-type"));
    } else {
        let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["cid", "status"]);
        assert_eq!(reply.json["status"], "ok");
    }
}

async fn approval_status(world: &World, ust: &str, user_id: &str) -> Reply {
    let input = json!({"ust": ust, "user_id": user_id, "current_app": "CRM"});
    world.call("GET", "/user", input).await.ok()
}

#[tokio::test]
async fn an_approved_person_may_log_in_and_a_rejected_one_may_not() {
    for (approve_path, reject_path) in PATHS {
        let world = World::new().await;
        let ust = world.super_user().await;
        let adam = world.confirmed("adam").await;
        let eve = world.confirmed("eve").await;
        world.login("adam").await.refused("E005003");
        is_done(
            approve_path,
            &decide(&world, approve_path, &ust, &adam).await,
        );
        is_done(reject_path, &decide(&world, reject_path, &ust, &eve).await);
        world.login("adam").await.ok();
        world.login("eve").await.refused("E005001");
        assert!(world.waiting().await.is_empty());
    }
}

#[tokio::test]
async fn a_decision_is_stored_with_its_author_and_time() {
    let world = World::new().await;
    let ust = world.super_user().await;
    let boss = world.last_target();
    let adam = world.confirmed("adam").await;
    world.advance(std::time::Duration::from_secs(90));
    decide(&world, "/user/approve", &ust, &adam).await.ok();
    let event = world.events.last();
    assert_eq!(event.operation, "user.approve_user");
    assert_eq!(
        (&event.actor, &event.target),
        (&Some(boss.clone()), &Some(adam.clone()))
    );
    let reply = approval_status(&world, &ust, &adam).await;
    assert_eq!(reply.json["approval_status"], "approved");
    assert_eq!(reply.json["approval_status_mod_by"], json!(boss));
    assert_eq!(
        reply.json["approval_status_mod_time"],
        "2026-01-01T00:01:30"
    );
    assert_eq!(reply.json["is_approval_needed"], json!(false));
}

#[tokio::test]
async fn the_application_has_to_be_known_if_it_is_named() {
    let world = World::new().await;
    world.approved("regular").await;
    let regular = world.ust("regular").await;
    let adam = world.confirmed("adam").await;
    for path in PATHS.iter().flat_map(|(one, other)| [*one, *other]) {
        let input = json!({"ust": regular, "user_id": adam, "current_app": "Chess"});
        let reply = world.post(path, input).await;
        assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
    }
    let authority = Authority::Session(regular);
    let refused = rejected(world.sso.approve(&caller(), &authority, &adam).await);
    assert_eq!(refused, [SubStatus::CommonInvalidInput]);
    assert_eq!(world.events.last().sub_status, ["E005005"]);
}

#[tokio::test]
async fn super_users_cannot_decide_about_themselves() {
    let world = World::new().await;
    let ust = world.super_user().await;
    let boss = world.last_target();
    let before = world.stored().await;
    for path in PATHS.iter().flat_map(|(one, other)| [*one, *other]) {
        decide(&world, path, &ust, &boss).await.refused("E008001");
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_decision_stands() {
    for (approve_path, reject_path) in PATHS {
        let world = World::with(|settings| settings.is_delivery_configured = true).await;
        let ust = world.super_user().await;
        let adam = world.confirmed("adam").await;
        let eve = world.confirmed("eve").await;
        decide(&world, approve_path, &ust, &adam).await;
        decide(&world, reject_path, &ust, &eve).await;
        world.advance(std::time::Duration::from_secs(60));
        let before = world.stored().await;
        is_done(
            approve_path,
            &decide(&world, approve_path, &ust, &adam).await,
        );
        is_done(reject_path, &decide(&world, reject_path, &ust, &eve).await);
        decide(&world, approve_path, &ust, &eve)
            .await
            .refused("E008001");
        assert_eq!(world.stored().await, before, "not even a message");
    }
}

/// An approved user can still be rejected, which ends their sessions.
#[tokio::test]
async fn an_approved_account_can_be_rejected() {
    for path in ["/user/signup/reject", "/user/reject"] {
        let world = World::new().await;
        let boss = world.super_user().await;
        let adam = world.approved("adam").await;
        let ust = world.ust("adam").await;
        is_done(path, &decide(&world, path, &boss, &adam).await);
        assert!(!world.is_open(&ust).await && world.is_open(&boss).await);
        assert!(world.sessions_of(&adam).await.is_empty());
        assert_eq!(world.account(&adam).await.username, None, "erased");
        world.signup("adam").await.ok();
    }
}

#[tokio::test]
async fn accounts_that_needed_no_decision_have_one() {
    let world = World::with(|settings| settings.set("signup.is_approval_needed", false)).await;
    let ust = world.super_user().await;
    let adam = world.confirmed("adam").await;
    let before = world.stored().await;
    decide(&world, "/user/approve", &ust, &adam).await.ok();
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_reason_may_be_given_and_has_at_most_2000_characters() {
    let reasons = [
        (Value::Null, true),
        (json!(""), true),
        (json!("é".repeat(2_000)), true),
        (json!("é".repeat(2_001)), false),
    ];
    for path in ["/user/signup/reject", "/user/reject"] {
        for (reason, is_accepted) in &reasons {
            let world = World::with(|settings| settings.is_delivery_configured = true).await;
            let ust = world.super_user().await;
            let eve = world.confirmed("eve").await;
            let before = world.stored().await;
            let mut input = json!({"ust": ust, "user_id": eve, "current_app": "CRM"});
            input["reason"] = reason.clone();
            let reply = world.post(path, input).await;
            if *is_accepted {
                is_done(path, &reply);
            } else {
                reply.refused("E008002");
                assert_eq!(world.stored().await, before);
            }
        }
    }
}
