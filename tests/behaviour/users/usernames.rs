//! Changing a username.

use serde_json::json;

use super::{get, update, updated};
use crate::kit::{World, but_attempts};

#[tokio::test]
async fn a_changed_name_logs_in_and_the_old_one_is_free() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    updated(&world, &ust, json!({"username": "Ann.Clark"})).await;
    assert_eq!(get(&world, &ust, None).await.json["username"], "Ann.Clark");
    assert_eq!(world.keys("username/").await, ["username/ann.clark"]);
    world.login("ann.CLARK").await.ok();
    world.login("ann").await.refused("E005001");
    world.is_sound().await;
    let other = world.approved("ann").await;
    assert_ne!(other, user_id);
    world.is_sound().await;
}

#[tokio::test]
async fn a_name_may_be_spelled_another_way() {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    updated(&world, &ust, json!({"username": "ANN"})).await;
    assert_eq!(get(&world, &ust, None).await.json["username"], "ANN");
    assert_eq!(world.keys("username/").await, ["username/ann"]);
    updated(&world, &ust, json!({"username": "ANN"})).await;
    world.login("ann").await.ok();
    world.is_sound().await;
}

#[tokio::test]
async fn a_taken_username_is_refused() {
    let world = World::new().await;
    let boss = world.super_user().await;
    world.approved("ann").await;
    let ben = world.approved("ben").await;
    world.signup("carl").await.ok();
    let ust = world.ust("ann").await;
    let before = but_attempts(&*world.storage).await;
    for name in ["ben", "BEN", "carl", "boss"] {
        let input = json!({"username": name, "first_name": "A"});
        update(&world, &ust, input).await.refused("E001002");
    }
    let input = json!({"user_id": ben, "username": "ANN"});
    update(&world, &boss, input).await.refused("E001002");
    assert_eq!(but_attempts(&*world.storage).await, before);
}

/// An expired sign-up that is not swept yet ends when its name is taken.
#[tokio::test]
async fn an_expired_sign_up_holds_no_name() {
    let world = World::new().await;
    world.approved("ann").await;
    world.signup("carl").await.ok();
    let carl = world.last_target();
    world.advance(std::time::Duration::from_secs(8 * 24 * 60 * 60));
    let ust = world.ust("ann").await;
    updated(&world, &ust, json!({"username": "Carl"})).await;
    assert!(!world.keys("user/").await.contains(&format!("user/{carl}")));
    world.sso.sweep().await.unwrap();
    world.login("carl").await.ok();
    world.is_sound().await;
}

/// A user cannot change to a username that a sign-up would refuse; a super-user can set it.
#[tokio::test]
async fn an_own_name_keeps_to_the_rules_of_a_sign_up() {
    let world = World::with(|settings| settings.set("signup.max_length_username", 10)).await;
    let boss = world.super_user().await;
    let ann = world.approved("ann").await;
    let ust = world.ust("ann").await;
    for (name, code) in [
        ("Administrator", "E001003,E001001"),
        ("ADMIN", "E001001"),
        ("12345678901", "E001003"),
        ("a b", "E001004"),
    ] {
        update(&world, &ust, json!({"username": name}))
            .await
            .refused(code);
    }
    let name = "administrator";
    updated(&world, &boss, json!({"user_id": ann, "username": name})).await;
    updated(&world, &boss, json!({"username": "root.of.all"})).await;
}

/// A list of addresses goes by a username, so it is neither left nor entered by renaming.
#[tokio::test]
async fn an_address_list_holds_on_to_names() {
    let world = World::with(|settings| {
        settings.set_address_list("ann", ["*"]);
        settings.set_address_list("free", ["*"]);
    })
    .await;
    let boss = world.super_user().await;
    let ann_id = world.approved("ann").await;
    world.approved("ben").await;
    let (ann, ben) = (world.ust("ann").await, world.ust("ben").await);
    update(&world, &ann, json!({"username": "other"}))
        .await
        .refused("E005001");
    let detail = world.events.last().detail("reason").unwrap().to_owned();
    assert!(detail.contains("address list"), "{detail}");
    update(&world, &ben, json!({"username": "Free"}))
        .await
        .refused("E005001");
    updated(&world, &ann, json!({"username": "ANN"})).await;
    updated(&world, &ben, json!({"username": "other"})).await;
    updated(
        &world,
        &boss,
        json!({"user_id": ann_id, "username": "ann2"}),
    )
    .await;
}
