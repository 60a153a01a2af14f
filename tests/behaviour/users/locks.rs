//! Super-users lock and unlock accounts.

use std::time::Duration;

use serde_json::{Value, json};

use super::get;
use crate::kit::{Reply, World};

async fn lock(world: &World, ust: &str, user_id: &str) -> Reply {
    world
        .ask(ust, "POST", "/user/lock", json!({"user_id": user_id}))
        .await
}

async fn unlock(world: &World, ust: &str, user_id: &str) -> Reply {
    world
        .ask(ust, "DELETE", "/user/lock", json!({"user_id": user_id}))
        .await
}

#[tokio::test]
async fn a_locked_user_is_out_until_unlocked() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let by = world.last_target();
    let user_id = world.approved("ann").await;
    let usts = [world.ust("ann").await, world.ust("ann").await];
    let reply = lock(&world, &boss, &user_id).await.ok();
    assert_eq!(reply.json.as_object().unwrap().len(), 2);
    let event = world.events.last();
    assert_eq!(event.operation, "user.lock_user");
    assert_eq!(
        (event.actor, event.target),
        (Some(by.clone()), Some(user_id.clone()))
    );
    assert!(world.sessions_of(&user_id).await.is_empty());
    world.login("ann").await.refused("E005002");
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(seen.json["is_locked"], true);
    assert_eq!(seen.json["locked_by"], json!(by));
    assert_eq!(seen.json["locked_time"], "2026-01-01T00:00:00");

    world.advance(Duration::from_secs(5));
    unlock(&world, &boss, &user_id).await.ok();
    assert_eq!(world.events.last().operation, "user.unlock_user");
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(seen.json["is_locked"], false);
    assert_eq!(seen.json["locked_time"], "2026-01-01T00:00:05");
    for ust in usts {
        assert!(!world.is_open(&ust).await, "they ended");
    }
    world.login("ann").await.ok();
    world.is_sound().await;
}

#[tokio::test]
async fn locking_twice_changes_nothing() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    unlock(&world, &boss, &user_id).await.ok();
    assert_eq!(
        get(&world, &boss, Some(&user_id)).await.json["locked_time"],
        Value::Null
    );
    lock(&world, &boss, &user_id).await.ok();
    let before = world.stored().await;
    world.advance(Duration::from_secs(5));
    lock(&world, &boss, &user_id).await.ok();
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn super_users_cannot_lock_themselves_or_an_erased_account() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let own = world.last_target();
    let eve = world.confirmed("eve").await;
    world.reject(&eve).await;
    let before = world.stored().await;
    lock(&world, &boss, &own).await.refused("E008001");
    unlock(&world, &boss, &own).await.ok();
    lock(&world, &boss, &eve).await.refused("E008001");
    unlock(&world, &boss, &eve).await.refused("E008001");
    for method in ["POST", "DELETE"] {
        let without = world.ask(&boss, method, "/user/lock", json!({})).await;
        without.bad_request();
    }
    assert_eq!(world.stored().await, before);
}
