//! Changing an address: it shows at once, and proves nothing until a mailed secret came back.

use serde_json::json;
use vestibule::types::{Content, EmailConfirm, Message};

use super::{get, updated};
use crate::kit::World;

mod owners;
mod tokens;

const NEW: &str = "New@example.com";

async fn with_mail() -> World {
    World::with(|settings| settings.is_delivery_configured = true).await
}

/// Claims the queued messages and marks them as sent.
async fn mails(world: &World) -> Vec<Message> {
    let mails = world.mails().await;
    for mail in &mails {
        world.sso.message_done(&mail.id, &mail.claim).await.unwrap();
    }
    mails
}

/// A user with the proven address `ann@example.com`, and an empty outbox.
async fn proven(world: &World) -> (String, String) {
    world.signup("ann").await.ok();
    let user_id = world.last_target();
    for mail in mails(world).await {
        if let Content::SignupConfirm(confirm) = &mail.content {
            world.confirm(&confirm.confirm_token).await.ok();
        }
    }
    world.approve(&user_id).await;
    mails(world).await;
    let ust = world.ust("ann").await;
    assert!(world.account(&user_id).await.email_verified);
    (user_id, ust)
}

/// The message to a new address.
fn asked<'a>(mails: &'a [Message], to: &str) -> &'a EmailConfirm {
    let found = mails.iter().find_map(|mail| match &mail.content {
        Content::EmailConfirm(confirm) if mail.to == to => Some(confirm),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("none to {to}: {mails:?}"))
}

#[tokio::test]
async fn the_new_address_gets_a_token_and_the_old_one_a_notice() {
    let world = with_mail().await;
    let (user_id, ust) = proven(&world).await;
    updated(&world, &ust, json!({"email": NEW, "username": "anna"})).await;
    let seen = get(&world, &ust, None).await;
    assert_eq!(
        (&seen.json["email"], &seen.json["email_verified"]),
        (&json!(NEW), &json!(false))
    );
    assert!(
        world.keys("email/").await.is_empty(),
        "the old one is given up"
    );
    world.is_sound().await;

    let mails = mails(&world).await;
    assert_eq!(mails.len(), 2, "{mails:?}");
    let told = mails
        .iter()
        .find(|mail| matches!(mail.content, Content::EmailChanged));
    let told = told.unwrap();
    assert_eq!((&*told.to, &*told.username), ("ann@example.com", "ann"));
    assert!(!format!("{told:?}").to_lowercase().contains("new@"));
    let confirm = asked(&mails, NEW);
    assert!(!confirm.email_has_owner);
    let stored = format!("{:?}", world.stored().await);
    assert!(!stored.contains(&confirm.confirm_token), "a digest only");

    let input = json!({"confirm_token": confirm.confirm_token});
    world.post("/user/signup/confirm", input.clone()).await.ok();
    let account = world.account(&user_id).await;
    assert!(account.email_verified);
    assert_eq!(world.keys("email/").await.len(), 1);
    world.is_sound().await;
    world
        .post("/user/signup/confirm", input.clone())
        .await
        .refused("E005007");
    world
        .call("PATCH", "/user/signup", input)
        .await
        .refused("E005007");
}

#[tokio::test]
async fn another_spelling_of_an_address_keeps_it_verified() {
    let world = with_mail().await;
    let (user_id, ust) = proven(&world).await;
    for spelling in ["ANN@example.com", "ANN@example.com", "ann@EXAMPLE.com"] {
        updated(&world, &ust, json!({"email": spelling})).await;
        let account = world.account(&user_id).await;
        assert_eq!(account.email.as_deref(), Some(spelling));
        assert!(account.email_verified);
    }
    assert!(mails(&world).await.is_empty());
    assert_eq!(world.keys("email/").await.len(), 1);
    world.is_sound().await;
}

#[tokio::test]
async fn an_address_can_be_given_up() {
    for none in [json!(null), json!("")] {
        let world = with_mail().await;
        let (user_id, ust) = proven(&world).await;
        updated(&world, &ust, json!({"email": none})).await;
        assert_eq!(world.account(&user_id).await.email, None);
        assert!(world.keys("email").await.is_empty());
        let mails = mails(&world).await;
        assert_eq!(mails.len(), 1);
        assert!(matches!(mails[0].content, Content::EmailChanged));
        world.is_sound().await;
    }
}

#[tokio::test]
async fn an_invalid_address_gets_no_message() {
    let world = with_mail().await;
    let (user_id, ust) = proven(&world).await;
    updated(&world, &ust, json!({"email": "x\r\nBcc: a@b.example"})).await;
    assert_eq!(mails(&world).await.len(), 1, "to the old one");
    updated(&world, &ust, json!({"email": "y"})).await;
    assert!(mails(&world).await.is_empty());
    assert_eq!(world.account(&user_id).await.email.as_deref(), Some("y"));
    world.is_sound().await;
}

#[tokio::test]
async fn without_delivery_no_confirmation_is_queued() {
    for is_configured in [false, true] {
        let world = World::with(|settings| {
            settings.is_delivery_configured = is_configured;
            settings.set("signup.email_confirm_enabled", false);
        })
        .await;
        let user_id = world.approved("ann").await;
        let ust = world.ust("ann").await;
        mails(&world).await;
        updated(&world, &ust, json!({"email": NEW})).await;
        assert_eq!(mails(&world).await.len(), usize::from(is_configured));
        assert!(world.keys("signup/").await.is_empty());
        assert_eq!(world.account(&user_id).await.email.as_deref(), Some(NEW));
        world.is_sound().await;
    }
}
