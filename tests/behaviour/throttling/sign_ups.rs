//! Sign-ups are limited per source, whether they succeed or not.

use serde_json::json;

use super::{MINUTE, SECOND, STRANGE};
use crate::kit::{At, Fault, World, merged, observed, signup_input};

async fn world() -> World {
    World::with(|settings| settings.set("throttling.signups_per_source", 3)).await
}

#[tokio::test]
async fn a_source_beyond_its_sign_ups_waits_until_the_window_has_passed() {
    let mut world = world().await;
    for name in ["ann", "ben", "carl"] {
        world.signup(name).await.ok();
        world.advance(MINUTE);
    }
    world.signup("dora").await.waits(12 * 60);
    world.advance(MINUTE * 12 - SECOND);
    world.signup("dora").await.waits(1);
    world.advance(SECOND);
    world.signup("dora").await.ok();
    world.signup("emil").await.waits(60);
    world.comes_from(STRANGE);
    world.signup("emil").await.ok();
}

/// Whether a username is taken may be asked no more often than accounts may be opened.
#[tokio::test]
async fn a_taken_name_counts_and_a_malformed_request_does_not() {
    let world = world().await;
    world.signup("ann").await.ok();
    for _ in 0..10 {
        world
            .post(
                "/user/signup",
                merged(signup_input("ben"), json!({"password": "short"})),
            )
            .await
            .refused("E003002");
    }
    for _ in 0..2 {
        world.signup("ann").await.refused("E005001");
    }
    world.signup("ann").await.waits(15 * 60);
    world.signup("ben").await.waits(15 * 60);
}

#[tokio::test]
async fn a_sign_up_that_lost_a_race_is_counted_once() {
    let (world, storage) = observed(|builder| {
        builder.settings.set("throttling.signups_per_source", 3);
    })
    .await;
    for (number, prefix) in [(0, "attempt/signup/"), (1, "user/")] {
        storage.fail_once_at(At::Putting(prefix), Fault::Conflict);
        world.signup(&format!("person{number}")).await.ok();
        assert!(storage.calls_after_fault() > 0, "tried again");
        assert_eq!(world.keys("attempt/signup/").await.len(), number + 1);
    }
}

#[tokio::test]
async fn zero_switches_the_limit_off() {
    let world = World::with(|settings| settings.set("throttling.signups_per_source", 0)).await;
    for number in 0..110 {
        world.signup(&format!("person{number}")).await.ok();
    }
    assert!(world.keys("attempt/").await.is_empty());
}

/// Each reveals whether a name is taken, and sends mail to the given address.
#[tokio::test]
async fn changes_of_the_own_username_and_address_count_as_well() {
    let world = world().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let change = |ust: &str, more: serde_json::Value| {
        let mut input = json!({"ust": ust, "current_app": "CRM"});
        let more = more.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(more);
        world.call("PATCH", "/user", input)
    };
    change(&ust, json!({"username": "boss"}))
        .await
        .refused("E001002");
    change(&ust, json!({"email": "anna@example.com"}))
        .await
        .ok();
    change(&ust, json!({"username": "anna"}))
        .await
        .waits(15 * 60);
    change(&ust, json!({"display_name": "Ann"})).await.ok();
    let by_boss = json!({"user_id": user_id, "username": "anna"});
    change(&boss, by_boss).await.ok();
}

#[tokio::test]
async fn requests_for_a_password_reset_are_limited_per_source() {
    let world = World::with(|settings| settings.set("throttling.resets_per_source", 3)).await;
    let reset = json!({"credential": "x", "current_app": "CRM"});
    for _ in 0..3 {
        world.post("/password/reset", reset.clone()).await.ok();
    }
    world.post("/password/reset", reset).await.waits(15 * 60);
}
