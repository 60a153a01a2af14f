//! Super-users delete accounts.

use serde_json::json;

use crate::kit::{PASSWORD, Reply, World, is_of_attempts};

async fn delete(world: &World, ust: &str, user_id: &str) -> Reply {
    world
        .ask(ust, "DELETE", "/user", json!({"user_id": user_id}))
        .await
}

#[tokio::test]
async fn nothing_of_an_account_remains() {
    let world = World::with(|settings| settings.is_delivery_configured = true).await;
    let boss = world.super_user().await;
    let before: Vec<_> = world.keys("").await;
    let sealed = "argon2id$v=19$m=64";
    let user_id = world.approved("wilhelmina").await;
    let ust = world.ust("wilhelmina").await;
    world.sent().await;
    delete(&world, &boss, &user_id).await.ok();
    assert_eq!(world.events.last().operation, "user.delete_user_by_id");
    assert!(!world.is_open(&ust).await);
    world.login("wilhelmina").await.refused("E005001");
    let stored = world.stored().await;
    let left = stored.iter().filter(|(key, _)| !before.contains(key));
    let is_passing = |key: &str| key.starts_with("audit/") || is_of_attempts(key);
    let left: Vec<_> = left.filter(|(key, _)| !is_passing(key)).collect();
    assert!(left.is_empty(), "{left:?}");
    let about_others = stored.iter().filter(|(_, value)| value.contains(sealed));
    assert_eq!(about_others.count(), 1, "the super-user's");
    world.is_sound().await;
    world
        .ask(&boss, "GET", "/user", json!({"user_id": user_id}))
        .await
        .refused("E001100");
    delete(&world, &boss, &user_id).await.refused("E001100");
    world.approved("wilhelmina").await;
}

#[tokio::test]
async fn pending_and_rejected_accounts_can_be_deleted() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let waiting = world.confirmed("ann").await;
    world.signup("ben").await.ok();
    let unconfirmed = world.last_target();
    let rejected = world.confirmed("eve").await;
    world
        .ask(&boss, "POST", "/user/reject", json!({"user_id": rejected}))
        .await
        .ok();
    for user_id in [waiting, unconfirmed, rejected] {
        delete(&world, &boss, &user_id).await.ok();
    }
    assert!(world.waiting().await.is_empty());
    assert_eq!(world.keys("user/").await.len(), 1);
    assert!(world.keys("signup/").await.is_empty());
    world.is_sound().await;
}

#[tokio::test]
async fn super_users_cannot_delete_themselves() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let own = world.last_target();
    let before = world.stored().await;
    delete(&world, &boss, &own).await.refused("E008001");
    let without = world.ask(&boss, "DELETE", "/user", json!({})).await;
    without.bad_request();
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_deleted_super_user_has_no_rights() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let own = world.last_target();
    let request = vestibule::types::CreateRequest {
        username: "second".to_owned(),
        password: Some(PASSWORD.to_owned()),
        is_super_user: true,
        ..vestibule::types::CreateRequest::default()
    };
    let operator = crate::kit::OPERATOR.clone();
    let caller = crate::kit::caller();
    let made = world.sso.create_user(&caller, &operator, &request);
    made.await.unwrap();
    let second = world.ust("second").await;
    delete(&world, &second, &own).await.ok();
    delete(&world, &boss, &own).await.refused("E007001");
    assert_eq!(world.keys("super-user/").await.len(), 1);
    world.is_sound().await;
}
