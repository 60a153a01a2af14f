//! Inputs that are refused when an account is created.

use serde_json::json;

use super::super::create;
use crate::kit::World;

#[tokio::test]
async fn a_super_user_makes_no_super_users() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let input = json!({"username": "ben", "is_super_user": true, "is_active": false,
                       "user_id": "zusr1", "is_internal": true});
    let made = create(&world, &boss, input).await.ok();
    assert_eq!(made.json["is_super_user"], false);
    assert_eq!(made.json["is_internal"], false);
    assert_ne!(made.text("user_id"), "zusr1");
    assert_eq!(world.keys("super-user/").await.len(), 1);
}

#[tokio::test]
async fn an_unacceptable_account_is_refused_with_its_code() {
    let world = World::new().await;
    let boss = world.super_user().await;
    create(&world, &boss, json!({"username": "ann"})).await.ok();
    let before = world.stored().await;
    let long = "x".repeat(251);
    for (input, codes) in [
        (json!({}), "E001001"),
        (json!({"username": null}), "E001001"),
        (json!({"username": ""}), "E001001"),
        (json!({"username": "a b"}), "E001004"),
        (json!({"username": "a\u{200d}b"}), "E001001"),
        (json!({"username": long}), "E001003"),
        (json!({"username": "ANN"}), "E001002"),
        (json!({"username": "ben", "password": "short"}), "E003002"),
        (
            json!({"username": "ben", "password": "x".repeat(257)}),
            "E003003",
        ),
        (
            json!({"username": "ben", "password": "myPassword1"}),
            "E003001",
        ),
        (
            json!({"username": "ben", "email": "x".repeat(255)}),
            "E002003",
        ),
        (
            json!({"username": "ben", "display_name": "x".repeat(192)}),
            "E008002",
        ),
        (
            json!({"username": "ben", "totp_label": "x".repeat(192)}),
            "E008002",
        ),
        (
            json!({"username": "ben", "rate_limit_def": "x".repeat(2_001)}),
            "E008002",
        ),
        (
            json!({"username": "ben", "sign_up_status": "to_approve"}),
            "E008002",
        ),
        (
            json!({"username": "ben", "rate_limit_def": "*=often"}),
            "E008002",
        ),
        (json!({"username": "ben", "totp_key": "1"}), "E008002"),
    ] {
        create(&world, &boss, input).await.refused(codes);
    }
    for input in [
        json!({"username": "ben", "is_locked": "maybe"}),
        json!({"username": ["ben"]}),
    ] {
        create(&world, &boss, input).await.bad_request();
    }
    assert_eq!(world.stored().await, before);
    let longest = json!({"username": "admin.zato", "display_name": "é".repeat(191),
                         "rate_limit_def": format!("*=1/d # {}", "x".repeat(1_992))});
    create(&world, &boss, longest).await.ok();
}

/// A caller without the right learns nothing about the input.
#[tokio::test]
async fn rights_are_checked_before_unknown_words() {
    let world = World::new().await;
    world.approved("ann").await;
    let regular = world.ust("ann").await;
    let boss = world.super_user().await;
    for (ust, code) in [
        ("garbage", "E007001"),
        (&*regular, "E005001"),
        (&*boss, "E008002"),
    ] {
        let input = json!({"username": "ben", "sign_up_status": "unknown"});
        create(&world, ust, input).await.refused(code);
        assert_eq!(world.events.last().operation, "user.create_user");
        let reply = world
            .ask(ust, "GET", "/user/signup", json!({"status": "unknown"}))
            .await;
        reply.refused(code);
        assert_eq!(world.events.last().operation, "user.get_pending_signups");
    }
}
