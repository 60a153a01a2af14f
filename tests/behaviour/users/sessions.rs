//! Which sessions outlive a change of an account.

use serde_json::json;
use vestibule::settings::Settings;

use super::{is_open, update, with};
use crate::kit::{PASSWORD, World, WorldBuilder, edit_user, login_input, observed};

const NEW: &str = "quite another long text";

fn keeping(settings: &mut Settings) {
    settings.session.keep_on_password_change = Some(true);
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
        if is_open(world, ust).await {
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
        assert_eq!(world.keys(&format!("session/{user_id}/")).await.len(), 1);
        assert!(is_open(&world, &other).await);
    }
}

#[tokio::test]
async fn a_password_that_a_super_user_sets_ends_all() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let (user_id, usts) = sessions(&world).await;
    let input = with(&boss, json!({"user_id": user_id, "new_password": NEW}));
    world.call("PATCH", "/user/password", input).await.ok();
    assert!(left(&world, &usts).await.is_empty());
    assert!(is_open(&world, &boss).await);
}

#[tokio::test]
async fn sessions_outlive_passwords_where_that_is_configured() {
    let world = World::with(keeping).await;
    let boss = world.super_user().await;
    let (user_id, usts) = sessions(&world).await;
    let input = with(
        &usts[0],
        json!({"old_password": PASSWORD, "new_password": NEW}),
    );
    world.call("PATCH", "/user/password", input).await.ok();
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
    let input = with(
        &boss,
        json!({"user_id": user_id, "new_password": PASSWORD, "must_change": true}),
    );
    world.call("PATCH", "/user/password", input).await.ok();
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
    let mut input = login_input("ann");
    input["new_password"] = json!(NEW);
    world.post("/user/login", input).await.ok();
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
}

#[tokio::test]
async fn switching_totp_on_ends_all_others_and_off_none() {
    let (world, storage) = observed(|_| {}).await;
    let (user_id, usts) = sessions(&world).await;
    edit_user(&storage, &user_id, [("totp_key", json!("sealed"))]).await;
    update(&world, &usts[1], json!({"is_totp_enabled": false}))
        .await
        .ok();
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
    update(&world, &usts[1], json!({"is_totp_enabled": true}))
        .await
        .ok();
    assert_eq!(left(&world, &usts).await, [1]);
}

#[tokio::test]
async fn totp_that_a_super_user_switches_on_ends_all() {
    let (world, storage) = observed(|_| {}).await;
    let boss = world.super_user().await;
    let (user_id, usts) = sessions(&world).await;
    edit_user(&storage, &user_id, [("totp_key", json!("sealed"))]).await;
    let input = json!({"user_id": user_id, "is_totp_enabled": true});
    update(&world, &boss, input).await.ok();
    assert!(left(&world, &usts).await.is_empty());
}

#[tokio::test]
async fn names_and_addresses_end_none() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let (user_id, usts) = sessions(&world).await;
    let own = json!({"username": "anna", "email": "b@example.com", "first_name": "A"});
    update(&world, &usts[0], own).await.ok();
    let by_boss = json!({"user_id": user_id, "approval_status": "approved", "is_locked": false,
                         "sign_up_status": "final", "password_must_change": true});
    update(&world, &boss, by_boss).await.ok();
    assert_eq!(left(&world, &usts).await, [0, 1, 2]);
}
