//! Super-users lock and unlock accounts.

use std::time::Duration;

use serde_json::{Value, json};

use super::{get, is_open, is_sound, with};
use crate::kit::{Reply, World};

async fn lock(world: &World, ust: &str, user_id: &str) -> Reply {
    let input = with(ust, json!({"user_id": user_id}));
    world.post("/user/lock", input).await
}

async fn unlock(world: &World, ust: &str, user_id: &str) -> Reply {
    let input = with(ust, json!({"user_id": user_id}));
    world.call("DELETE", "/user/lock", input).await
}

#[tokio::test]
async fn a_locked_user_is_out_until_unlocked() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let by = world.events.last().target.unwrap();
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
    assert!(world.keys(&format!("session/{user_id}/")).await.is_empty());
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
        assert!(!is_open(&world, &ust).await, "they ended");
    }
    world.login("ann").await.ok();
    is_sound(&world).await;
}

#[tokio::test]
async fn twice_is_no_error_and_changes_nothing() {
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
async fn only_super_users_lock_and_nobody_oneself() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let own = world.events.last().target.unwrap();
    let ann_id = world.approved("ann").await;
    let ann = world.ust("ann").await;
    let eve = world.confirmed("eve").await;
    let reject = with(&boss, json!({"user_id": eve}));
    world.post("/user/reject", reject).await.ok();
    let before = world.stored().await;
    for user_id in [&*ann_id, &own, "zusrnobody"] {
        lock(&world, &ann, user_id).await.refused("E005001");
        unlock(&world, &ann, user_id).await.refused("E005001");
    }
    lock(&world, &boss, &own).await.refused("E008001");
    unlock(&world, &boss, &own).await.ok();
    for user_id in ["", "zusrnobody"] {
        lock(&world, &boss, user_id).await.refused("E001100");
        unlock(&world, &boss, user_id).await.refused("E001100");
    }
    lock(&world, &boss, &eve).await.refused("E008001");
    unlock(&world, &boss, &eve).await.refused("E008001");
    let without = with(&boss, json!({}));
    world
        .post("/user/lock", without.clone())
        .await
        .bad_request();
    world
        .call("DELETE", "/user/lock", without)
        .await
        .bad_request();
    assert_eq!(world.stored().await, before);
}
