//! Every message is in the language of the account.

use serde_json::json;
use vestibule::types::{Content, Message};

use super::with_mail;
use crate::kit::{OPERATOR, World, caller, merged, signup_input};

/// The queued messages, each as its kind and its language.
async fn sent(world: &World) -> Vec<String> {
    let kind = |mail: &Message| match &mail.content {
        Content::SignupConfirm(_) => "sign-up",
        Content::SignupWelcome => "welcome",
        Content::SignupRejected(_) => "rejected",
        Content::PasswordReset(_) => "reset",
        Content::EmailConfirm(_) => "confirm",
        Content::EmailChanged => "changed",
    };
    let mails = world.sent().await;
    let mut mails: Vec<String> = mails
        .iter()
        .map(|mail| format!("{} {}", kind(mail), mail.locale.as_deref().unwrap_or("-")))
        .collect();
    mails.sort_unstable();
    mails
}

#[tokio::test]
async fn each_kind_of_message_has_the_language_of_the_account() {
    let world = World::with(with_mail).await;
    let input = json!({"email": "ann@example.com", "locale": "DE-at"});
    let input = merged(signup_input("ann"), input);
    world.post("/user/signup", input).await.ok();
    let ann = world.last_target();
    let mails = world.mails().await;
    let [
        Message {
            content: Content::SignupConfirm(mail),
            ..
        },
    ] = &mails[..]
    else {
        panic!("{mails:?}");
    };
    assert_eq!(mails[0].locale.as_deref(), Some("de-AT"));
    world.confirm(&mail.confirm_token).await.ok();
    let done = world.sso.message_done(&mails[0].id, &mails[0].claim);
    done.await.unwrap();
    world.approve(&ann).await;
    assert_eq!(sent(&world).await, ["welcome de-AT"]);

    let input = json!({"credential": "ann", "current_app": "CRM"});
    world.post("/password/reset", input).await.ok();
    assert_eq!(sent(&world).await, ["reset de-AT"]);

    // The message to the old address has the language of the account before the change.
    let ust = world.ust("ann").await;
    let input = json!({"email": "a@example.com", "locale": "fr"});
    world.ask(&ust, "PATCH", "/user", input).await.ok();
    assert_eq!(sent(&world).await, ["changed de-AT", "confirm fr"]);

    let rejected = world.sso.reject(&caller(), &OPERATOR, &ann, None).await;
    rejected.unwrap();
    assert_eq!(sent(&world).await, ["rejected fr"]);
}

#[tokio::test]
async fn without_a_language_a_message_has_none() {
    let world = World::with(with_mail).await;
    world.approved("ann").await;
    assert_eq!(sent(&world).await, ["sign-up -", "welcome -"]);
}
