//! The owner of a changed address.

use serde_json::{Value, json};
use vestibule::types::Content;

use super::{
    super::{create, update, updated},
    NEW, asked, mails, proven, with_mail,
};
use crate::kit::{World, merged, signup_input};

#[tokio::test]
async fn a_proven_address_keeps_its_owner() {
    for is_told in [false, true] {
        let world = World::with(|settings| {
            settings.is_delivery_configured = true;
            settings.set("signup.inform_if_email_exists", is_told);
        })
        .await;
        let boss = world.super_user().await;
        let owner = json!({"username": "owner", "email": "owner@example.com"});
        create(&world, &boss, owner).await.ok();
        let (user_id, ust) = proven(&world).await;
        let reply = update(&world, &ust, json!({"email": "Owner@Example.com"})).await;
        if is_told {
            reply.refused("E002002");
            assert!(world.account(&user_id).await.email_verified);
            continue;
        }
        reply.ok();
        let mails = mails(&world).await;
        let confirm = asked(&mails, "Owner@Example.com");
        assert!(confirm.email_has_owner);
        world.confirm(&confirm.confirm_token).await.ok();
        assert!(!world.account(&user_id).await.email_verified);
        world.is_sound().await;
        let input = json!({"user_id": user_id, "email": "OWNER@example.com"});
        update(&world, &boss, input).await.refused("E002002");
    }
}

#[tokio::test]
async fn the_first_account_that_proves_an_address_owns_it() {
    let world = with_mail().await;
    let (ann, ust) = proven(&world).await;
    updated(&world, &ust, json!({"email": NEW})).await;
    let sent = mails(&world).await;
    let token = asked(&sent, NEW).confirm_token.clone();
    world
        .post(
            "/user/signup",
            merged(signup_input("ben"), json!({"email": "NEW@EXAMPLE.COM"})),
        )
        .await
        .ok();
    let ben = world.last_target();
    let sent = mails(&world).await;
    let Content::SignupConfirm(mail) = &sent[0].content else {
        panic!("{sent:?}");
    };
    assert!(!mail.email_has_owner, "claimed is not owned");
    world.confirm(&mail.confirm_token).await.ok();
    world.confirm(&token).await.ok();
    assert!(world.account(&ben).await.email_verified);
    assert!(!world.account(&ann).await.email_verified);
    world.is_sound().await;
}

/// The address that a user or super-user enters may belong to another person.
#[tokio::test]
async fn an_address_that_a_super_user_sets_has_to_be_proven_as_well() {
    let world = with_mail().await;
    let boss = world.super_user().await;
    let (user_id, _) = proven(&world).await;
    let set = async |email: Value| {
        let input = json!({"user_id": user_id, "email": email});
        updated(&world, &boss, input).await;
        world.is_sound().await;
        (world.account(&user_id).await, mails(&world).await)
    };
    let (account, sent) = set(json!("ann@EXAMPLE.com")).await;
    assert!(account.email_verified && sent.is_empty(), "the same one");

    let (account, sent) = set(json!(NEW)).await;
    assert_eq!(account.email.as_deref(), Some(NEW));
    assert!(!account.email_verified);
    let told = sent
        .iter()
        .find(|mail| matches!(mail.content, Content::EmailChanged));
    assert_eq!(told.unwrap().to, "ann@EXAMPLE.com");
    let token = &asked(&sent, NEW).confirm_token;
    world.confirm(token).await.ok();
    assert!(world.account(&user_id).await.email_verified);

    let (account, sent) = set(json!("no address")).await;
    assert_eq!(account.email.as_deref(), Some("no address"));
    assert!(!account.email_verified);
    assert_eq!(sent.len(), 1, "to the old one");
    assert_eq!(sent[0].to, NEW);
    let (account, sent) = set(json!(null)).await;
    assert_eq!((account.email, account.email_verified), (None, false));
    assert!(sent.is_empty());
    assert!(world.keys("email").await.is_empty());
}
