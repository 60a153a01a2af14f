//! Changes that a stolen session must not make, and changes that no user makes to themselves.

use std::time::Duration;

use serde_json::json;

use super::{get, update, updated};
use crate::kit::{Company, State, World, edit_user, observed, set_state};

const QUARTER: Duration = Duration::from_secs(15 * 60);
const MOMENT: Duration = Duration::from_micros(1);

#[tokio::test]
async fn name_address_and_second_factor_need_a_recent_login() {
    let (world, storage) = observed(|_| {}).await;
    let user_id = world.approved("ann").await;
    let changes = [
        ("totp_key", json!("sealed")),
        ("is_totp_enabled", json!(false)),
    ];
    edit_user(&storage, &user_id, changes).await;
    let old = world.ust("ann").await;
    world.advance(QUARTER + MOMENT);
    set_state(&storage, &user_id, State::NeedsCodes).await;
    let before = world.stored().await;
    for input in [
        json!({"username": "ben"}),
        json!({"email": "ben@example.com"}),
        json!({"email": null}),
        json!({"is_totp_enabled": false}),
        json!({"user_id": user_id, "username": "ben"}),
    ] {
        let mut input = input;
        input["first_name"] = json!("A");
        update(&world, &old, input).await.refused("E005001");
        let event = world.events.last();
        assert_eq!(event.sub_status, ["E005001"]);
        assert!(event.detail("reason").unwrap().contains("recent"));
    }
    assert_eq!(world.stored().await, before);
    world
        .ask(&old, "PATCH", "/user/session", json!({}))
        .await
        .ok();
    let input = json!({"username": "ben"});
    update(&world, &old, input).await.refused("E005001");
    let all_the_same = json!({"first_name": "A", "username": "ann", "email": "ann@example.com",
                              "is_totp_enabled": true});
    updated(&world, &old, all_the_same).await;
}

#[tokio::test]
async fn a_session_is_recent_for_as_long_as_is_configured() {
    for (setting, is_allowed) in [(None, true), (Some(14), false), (Some(16), true)] {
        let (world, storage) =
            observed(|builder| builder.settings.set("session.recent_login", setting)).await;
        let user_id = world.approved("ann").await;
        edit_user(&storage, &user_id, [("totp_key", json!("sealed"))]).await;
        let ust = world.ust("ann").await;
        set_state(&storage, &user_id, State::NeedsCodes).await;
        world.advance(QUARTER);
        for input in [
            json!({"is_totp_enabled": false}),
            json!({"email": "b@example.com"}),
            json!({"username": "b"}),
        ] {
            let reply = update(&world, &ust, input).await;
            if is_allowed {
                reply.ok();
            } else {
                reply.refused("E005001");
            }
        }
    }
}

#[tokio::test]
async fn super_users_need_a_recent_login_for_their_own_account_only() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    world.advance(QUARTER + MOMENT);
    let input = json!({"user_id": user_id, "username": "ben", "email": "ben@example.com"});
    updated(&world, &boss, input).await;
    update(&world, &boss, json!({"username": "chief"}))
        .await
        .refused("E005001");
    let boss = world.ust("boss").await;
    updated(&world, &boss, json!({"username": "chief"})).await;
}

#[tokio::test]
async fn super_users_cannot_lock_or_reject_themselves_by_an_update() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let own = get(&world, &boss, None).await.text("user_id");
    let before = world.stored().await;
    for input in [
        json!({"is_locked": true}),
        json!({"approval_status": "rejected"}),
        json!({"approval_status": "before_decision"}),
        json!({"sign_up_status": "before_confirmation"}),
        json!({"is_locked": true, "user_id": own}),
    ] {
        update(&world, &boss, input).await.refused("E008001");
    }
    assert_eq!(world.stored().await, before);
    let harmless = json!({"is_locked": null, "approval_status": "approved",
                          "sign_up_status": "final", "password_must_change": false});
    updated(&world, &boss, harmless).await;
    assert_eq!(get(&world, &boss, None).await.json["is_locked"], false);
}

/// Otherwise a stolen session could demand codes of a key that the owner never saw.
#[tokio::test]
async fn codes_are_switched_on_only_after_a_recent_login() {
    let company = Company::new().await;
    let switch_on = json!({"is_totp_enabled": true});
    company.world.advance(QUARTER + MOMENT);
    let reply = company.ask(&company.ann, "PATCH", "/user", switch_on.clone());
    reply.await.refused("E005001");
    let again = company.world.ust("ann").await;
    company.ask(&again, "PATCH", "/user", switch_on).await.ok();
}
