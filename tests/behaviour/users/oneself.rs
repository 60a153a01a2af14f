//! What a stolen session must not do, and what nobody does to themselves.

use std::time::Duration;

use serde_json::json;

use super::{get, update};
use crate::kit::{World, edit_user, observed};

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
    edit_user(&storage, &user_id, [("is_totp_enabled", json!(true))]).await;
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
        assert!(event.detail.unwrap().contains("recent"));
    }
    assert_eq!(world.stored().await, before);
    let renew = json!({"ust": old, "current_app": "CRM"});
    world.call("PATCH", "/user/session", renew).await.ok();
    let input = json!({"username": "ben"});
    update(&world, &old, input).await.refused("E005001");
    let all_the_same = json!({"first_name": "A", "username": "ann", "email": "ann@example.com",
                              "is_totp_enabled": true});
    update(&world, &old, all_the_same).await.ok();
}

#[tokio::test]
async fn a_session_is_recent_for_as_long_as_is_configured() {
    for (setting, is_allowed) in [(None, true), (Some(14), false), (Some(16), true)] {
        let (world, storage) =
            observed(|builder| builder.settings.session.recent_login = setting).await;
        let user_id = world.approved("ann").await;
        edit_user(&storage, &user_id, [("totp_key", json!("sealed"))]).await;
        let ust = world.ust("ann").await;
        edit_user(&storage, &user_id, [("is_totp_enabled", json!(true))]).await;
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
async fn super_users_need_it_for_themselves_only() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    world.advance(QUARTER + MOMENT);
    let input = json!({"user_id": user_id, "username": "ben", "email": "ben@example.com"});
    update(&world, &boss, input).await.ok();
    update(&world, &boss, json!({"username": "chief"}))
        .await
        .refused("E005001");
    let boss = world.ust("boss").await;
    update(&world, &boss, json!({"username": "chief"}))
        .await
        .ok();
}

#[tokio::test]
async fn nobody_shuts_themselves_out() {
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
    update(&world, &boss, harmless).await.ok();
    assert_eq!(get(&world, &boss, None).await.json["is_locked"], false);
}
