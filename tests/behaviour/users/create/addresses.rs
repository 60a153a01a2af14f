//! The address that an account is made with.

use serde_json::json;

use super::super::create;
use crate::kit::World;

#[tokio::test]
async fn an_invalid_address_is_stored_and_shown_only() {
    let world = World::with(|settings| settings.is_delivery_configured = true).await;
    let boss = world.super_user().await;
    for (name, email) in [
        ("one", "no address"),
        ("two", "no address"),
        ("three", "x\r\nBcc: a@b.c"),
    ] {
        let made = create(&world, &boss, json!({"username": name, "email": email}))
            .await
            .ok();
        assert_eq!(made.json["email"], email);
        assert_eq!(made.json["email_verified"], false);
        world
            .ask(
                &boss,
                "POST",
                "/user/approve",
                json!({"user_id": made.text("user_id")}),
            )
            .await
            .ok();
    }
    assert!(world.keys("email").await.is_empty());
    assert!(world.mails().await.is_empty());
    let stored = format!("{:?}", world.stored().await);
    assert!(!stored.contains("no address"), "it is sealed");
    world.is_sound().await;
}

#[tokio::test]
async fn a_proper_address_is_the_accounts_own() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let one = json!({"username": "one", "email": "One@Example.com"});
    create(&world, &boss, one).await.ok();
    assert_eq!(world.keys("email/").await.len(), 1);
    let two = json!({"username": "two", "email": "one@EXAMPLE.com"});
    create(&world, &boss, two).await.refused("E002002");
}
