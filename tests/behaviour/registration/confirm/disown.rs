//! "This was not me", with the mailed token.

use serde_json::json;
use vestibule::{Error, types::SubStatus};

use super::{is_final, is_verified, with_mail};
use crate::kit::{World, caller, gated, is_of_attempts, rejected};

const EMAIL: &str = "owner@example.com";

#[tokio::test]
async fn an_unfinished_sign_up_ends() {
    let world = World::with(with_mail).await;
    let before = documents_of_people(&world).await;
    let eve = world.sign_up("eve", EMAIL).await;
    world.disown(&eve.mail.confirm_token).await.ok();
    assert!(world.waiting().await.is_empty());
    for token in [&eve.returned, &eve.mail.confirm_token] {
        world.confirm(token).await.refused("E005006");
        world.disown(token).await.refused("E005006");
    }
    assert_eq!(documents_of_people(&world).await, before, "all is gone");
    // The username is free again.
    world.sign_up("eve", "eve@example.com").await;
}

/// All documents but audit events, the claimed mail, and counts.
async fn documents_of_people(world: &World) -> Vec<String> {
    let mut keys = world.keys("").await;
    keys.retain(|key| !key.starts_with("audit/") && !key.starts_with("outbox/"));
    keys.retain(|key| !is_of_attempts(key));
    keys
}

#[tokio::test]
async fn a_final_sign_up_loses_the_address_and_nothing_else() {
    let world = World::with(with_mail).await;
    let eve = world.sign_up("eve", EMAIL).await;
    world.confirm(&eve.returned).await.ok();
    world.approve(&eve.user_id).await;
    let ust = world.ust("eve").await;
    world.mails().await;

    world.disown(&eve.mail.confirm_token).await.ok();
    let account = world.account(&eve.user_id).await;
    assert_eq!((account.email, account.email_verified), (None, false));
    assert!(is_final(&world, &eve.user_id).await);
    assert!(world.keys("email").await.is_empty());
    assert!(world.is_open(&ust).await);
    world.login("eve").await.ok();

    world
        .disown(&eve.mail.confirm_token)
        .await
        .refused("E005007");
    world
        .confirm(&eve.mail.confirm_token)
        .await
        .refused("E005007");
}

#[tokio::test]
async fn a_proven_address_is_given_back() {
    let world = World::with(|settings| {
        with_mail(settings);
        settings.set("signup.returned_token_verifies_email", true);
    })
    .await;
    let eve = world.sign_up("eve", EMAIL).await;
    world.confirm(&eve.returned).await.ok();
    assert!(is_verified(&world, &eve.user_id).await);
    world.disown(&eve.mail.confirm_token).await.ok();
    assert!(world.keys("email").await.is_empty());

    let owner = world.sign_up("owner", EMAIL).await;
    assert!(!owner.mail.email_has_owner);
    world.confirm(&owner.mail.confirm_token).await.ok();
    assert!(is_verified(&world, &owner.user_id).await);
}

/// It never was in the mailbox.
#[tokio::test]
async fn the_returned_token_disowns_nothing() {
    let world = World::with(with_mail).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    for _ in 0..2 {
        let before = world.stored().await;
        world.disown(&adam.returned).await.refused("E005006");
        let refused = rejected(world.sso.disown(&caller(), &adam.returned).await);
        assert_eq!(refused, [SubStatus::AuthNoSuchSignUpToken]);
        assert_eq!(world.stored().await, before);
        world.confirm(&adam.returned).await;
    }
}

#[tokio::test]
async fn a_mailed_token_that_confirmed_disowns_nothing() {
    let world = World::with(with_mail).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    world.confirm(&adam.mail.confirm_token).await.ok();
    let before = world.stored().await;
    let token = &adam.mail.confirm_token;
    world.disown(token).await.refused("E005007");
    let refused = rejected(world.sso.disown(&caller(), token).await);
    assert_eq!(refused, [SubStatus::AuthSignUpConfirmed]);
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn an_unknown_token_or_app_disowns_nothing() {
    let world = World::with(with_mail).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    world.disown("nothing").await.refused("E005006");
    let input = json!({"confirm_token": adam.mail.confirm_token, "current_app": "Chess"});
    let reply = world.post("/user/signup/disown", input).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
    assert_eq!(world.waiting().await.len(), 1);
}

/// No other account or claim changes.
#[tokio::test]
async fn disowning_one_sign_up_leaves_the_others_of_the_address() {
    let world = World::with(with_mail).await;
    let owner = world.sign_up("owner", EMAIL).await;
    world.confirm(&owner.mail.confirm_token).await.ok();
    let eve = world.sign_up("eve", EMAIL).await;
    let mallory = world.sign_up("mallory", EMAIL).await;
    world.confirm(&mallory.returned).await.ok();
    world.disown(&eve.mail.confirm_token).await.ok();
    world.disown(&mallory.mail.confirm_token).await.ok();
    assert!(is_verified(&world, &owner.user_id).await);
    let account = world.account(&owner.user_id).await;
    assert_eq!(account.email.as_deref(), Some(EMAIL));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_token_confirms_or_disowns_and_never_both() {
    for seed in 0..20 {
        let world = World::builder(|builder| {
            with_mail(&mut builder.settings);
            builder.seed = seed;
        });
        let world = world.build().await;
        let adam = world.sign_up("adam", "adam@example.com").await;
        let token = adam.mail.confirm_token;
        let (sso, same) = (world.sso.clone(), token.clone());
        let one = tokio::spawn(async move { sso.confirm(&caller(), &same).await });
        let sso = world.sso.clone();
        let other = tokio::spawn(async move { sso.disown(&caller(), &token).await });
        let (confirmed, disowned) = (one.await.unwrap(), other.await.unwrap());
        match (confirmed, disowned) {
            (Ok(()), Err(Error::Rejected(codes))) => {
                assert_eq!(codes, [SubStatus::AuthSignUpConfirmed]);
                assert!(is_verified(&world, &adam.user_id).await);
            }
            (Err(Error::Rejected(codes)), Ok(())) => {
                assert_eq!(codes, [SubStatus::AuthNoSuchSignUpToken]);
                assert!(world.keys("user/").await.is_empty());
            }
            both => panic!("{both:?}"),
        }
    }
}

#[tokio::test]
async fn disowning_overtaken_by_a_confirmation_removes_nothing() {
    let (gate, world) = gated(|builder| with_mail(&mut builder.settings)).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    world.confirm(&adam.returned).await.ok();
    let (sso, token) = (world.sso.clone(), adam.mail.confirm_token.clone());
    let disowning = async move { sso.disown(&caller(), &token).await };
    let confirming = async {
        world.confirm(&adam.mail.confirm_token).await.ok();
    };
    let overtaken = gate.overtake(disowning, "user/", confirming).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthSignUpConfirmed]);
    assert!(is_verified(&world, &adam.user_id).await);
}
