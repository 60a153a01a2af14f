//! Super-users delete accounts.

use serde_json::json;

use super::{create, is_open, is_sound, with};
use crate::kit::{PASSWORD, Reply, World, is_of_attempts};

async fn delete(world: &World, ust: &str, user_id: &str) -> Reply {
    let input = with(ust, json!({"user_id": user_id}));
    world.call("DELETE", "/user", input).await
}

#[tokio::test]
async fn nothing_of_an_account_remains() {
    let world = World::with(|settings| settings.is_delivery_configured = true).await;
    let boss = world.super_user().await;
    let before: Vec<_> = world.keys("").await;
    let sealed = "argon2id$v=19$m=64";
    let user_id = world.approved("wilhelmina").await;
    let ust = world.ust("wilhelmina").await;
    for mail in world.mails().await {
        world.sso.message_done(&mail.id, &mail.claim).await.unwrap();
    }
    delete(&world, &boss, &user_id).await.ok();
    assert_eq!(world.events.last().operation, "user.delete_user_by_id");
    assert!(!is_open(&world, &ust).await);
    world.login("wilhelmina").await.refused("E005001");
    let stored = world.stored().await;
    let left = stored.iter().filter(|(key, _)| !before.contains(key));
    let is_passing = |key: &str| key.starts_with("audit/") || is_of_attempts(key);
    let left: Vec<_> = left.filter(|(key, _)| !is_passing(key)).collect();
    assert!(left.is_empty(), "{left:?}");
    let about_others = stored.iter().filter(|(_, value)| value.contains(sealed));
    assert_eq!(about_others.count(), 1, "the super-user's");
    is_sound(&world).await;
    let get = with(&boss, json!({"user_id": user_id}));
    world.call("GET", "/user", get).await.refused("E001100");
    delete(&world, &boss, &user_id).await.refused("E001100");
    world.approved("wilhelmina").await;
}

#[tokio::test]
async fn an_address_is_free_again() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let input = json!({"username": "ann", "email": "ann@example.com"});
    let made = create(&world, &boss, input.clone()).await.ok();
    delete(&world, &boss, &made.text("user_id")).await.ok();
    create(&world, &boss, input).await.ok();
    is_sound(&world).await;
}

#[tokio::test]
async fn those_who_wait_and_who_were_rejected_can_be_deleted() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let waiting = world.confirmed("ann").await;
    world.signup("ben").await.ok();
    let unconfirmed = world.events.last().target.unwrap();
    let rejected = world.confirmed("eve").await;
    let reject = with(&boss, json!({"user_id": rejected}));
    world.post("/user/reject", reject).await.ok();
    for user_id in [waiting, unconfirmed, rejected] {
        delete(&world, &boss, &user_id).await.ok();
    }
    assert!(world.waiting().await.is_empty());
    assert_eq!(world.keys("user/").await.len(), 1);
    assert!(world.keys("signup/").await.is_empty());
    is_sound(&world).await;
}

#[tokio::test]
async fn only_super_users_delete_and_nobody_oneself() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let own = world.events.last().target.unwrap();
    let ann_id = world.approved("ann").await;
    let ann = world.ust("ann").await;
    let before = world.stored().await;
    for user_id in [&*ann_id, &own, "zusrnobody"] {
        delete(&world, &ann, user_id).await.refused("E005001");
        delete(&world, "garbage", user_id).await.refused("E007001");
    }
    delete(&world, &boss, &own).await.refused("E008001");
    for user_id in ["", "zusrnobody", "../user"] {
        delete(&world, &boss, user_id).await.refused("E001100");
    }
    let without = with(&boss, json!({}));
    world.call("DELETE", "/user", without).await.bad_request();
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_super_user_who_is_deleted_is_none_any_more() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let own = world.events.last().target.unwrap();
    let request = vestibule::types::CreateRequest {
        username: "second".to_owned(),
        password: Some(PASSWORD.to_owned()),
        is_super_user: true,
        ..vestibule::types::CreateRequest::default()
    };
    let operator = crate::kit::OPERATOR;
    let caller = crate::kit::caller();
    let made = world.sso.create_user(&caller, &operator, &request);
    made.await.unwrap();
    let second = world.ust("second").await;
    delete(&world, &second, &own).await.ok();
    delete(&world, &boss, &own).await.refused("E007001");
    assert_eq!(world.keys("super-user/").await.len(), 1);
    is_sound(&world).await;
}
