//! Which sessions outlive a change of an account.

use serde_json::json;
use vestibule::settings::Settings;

use super::updated;
use crate::kit::{PASSWORD, World, WorldBuilder, edit_user, observed, with};

const NEW: &str = "quite another long text";

fn keeping(settings: &mut Settings) {
    settings.set("session.keep_on_password_change", true);
}

/// Three sessions of one person.
async fn sessions(world: &World) -> (String, [String; 3]) {
    let user_id = world.approved("ann").await;
    let ust = async || world.ust("ann").await;
    (user_id, [ust().await, ust().await, ust().await])
}

/// The positions of those that are still open.
async fn left(world: &World, usts: &[String; 3]) -> Vec<usize> {
    let mut open = Vec::new();
    for (index, ust) in usts.iter().enumerate() {
        if world.is_open(ust).await {
            open.push(index);
        }
    }
    open
}

/// Seeds of which each puts the sessions into another order of their keys.
fn seeded(seed: u64, change: impl FnOnce(&mut Settings)) -> WorldBuilder {
    World::builder(|builder| {
        builder.seed = seed;
        change(&mut builder.settings);
    })
}

#[tokio::test]
async fn a_change_of_the_own_password_ends_all_other_sessions() {
    for seed in 0..10 {
        let world = seeded(seed, |_| {}).build().await;
        let (user_id, usts) = sessions(&world).await;
        world.approved("ben").await;
        let other = world.ust("ben").await;
        let input = json!({"old_password": PASSWORD, "new_password": NEW});
        let input = with(&usts[1], input);
        world.call("PATCH", "/user/password", input).await.ok();
        assert_eq!(left(&world, &usts).await, [1]);
        assert_eq!(world.sessions_of(&user_id).await.len(), 1);
        assert!(world.is_open(&other).await);
    }
}

#[tokio::test]
async fn a_password_set_by_a_super_user_ends_all_sessions() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let (user_id, usts) = sessions(&world).await;
    world
        .ask(
            &boss,
            "PATCH",
            "/user/password",
            json!({"user_id": user_id, "new_password": NEW}),
        )
        .await
        .ok();
    assert!(left(&world, &usts).await.is_empty());
    assert!(world.is_open(&boss).await);
}

#[tokio::test]
async fn sessions_outlive_a_password_change_if_configured() {
    let world = World::with(keeping).await;
    let boss = world.super_user().await;
    let (user_id, usts) = sessions(&world).await;
    world
        .ask(
            &usts[0],
            "PATCH",
            "/user/password",
            json!({"old_password": PASSWORD, "new_password": NEW}),
        )
        .await
        .ok();
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
    world
        .ask(
            &boss,
            "PATCH",
            "/user/password",
            json!({"user_id": user_id, "new_password": PASSWORD, "must_change": true}),
        )
        .await
        .ok();
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
    world.log_in("ann", json!({"new_password": NEW})).await.ok();
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
}

#[tokio::test]
async fn switching_totp_on_ends_all_other_sessions_and_switching_it_off_ends_none() {
    let (world, storage) = observed(|_| {}).await;
    let (user_id, usts) = sessions(&world).await;
    edit_user(&storage, &user_id, [("totp_key", json!("sealed"))]).await;
    updated(&world, &usts[1], json!({"is_totp_enabled": false})).await;
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
    updated(&world, &usts[1], json!({"is_totp_enabled": true})).await;
    assert_eq!(left(&world, &usts).await, [1]);
}

#[tokio::test]
async fn a_super_user_who_switches_totp_on_ends_all_sessions() {
    let (world, storage) = observed(|_| {}).await;
    let boss = world.super_user().await;
    let (user_id, usts) = sessions(&world).await;
    edit_user(&storage, &user_id, [("totp_key", json!("sealed"))]).await;
    let input = json!({"user_id": user_id, "is_totp_enabled": true});
    updated(&world, &boss, input).await;
    assert!(left(&world, &usts).await.is_empty());
}

#[tokio::test]
async fn changes_of_username_and_address_end_no_session() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let (user_id, usts) = sessions(&world).await;
    let own = json!({"username": "anna", "email": "b@example.com", "first_name": "A"});
    updated(&world, &usts[0], own).await;
    let by_boss = json!({"user_id": user_id, "approval_status": "approved", "is_locked": false,
                         "sign_up_status": "final", "password_must_change": true});
    updated(&world, &boss, by_boss).await;
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
}
