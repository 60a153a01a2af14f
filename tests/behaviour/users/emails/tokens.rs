//! The tokens that prove a changed address, and how long they do.

use std::time::Duration;

use serde_json::json;
use vestibule::types::{Content, SubStatus};

use super::{super::updated, NEW, asked, mails, proven, with_mail};
use crate::kit::{START, World, caller, rejected};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const MOMENT: Duration = Duration::from_micros(1);

#[tokio::test]
async fn a_token_ends_when_it_expires() {
    for (after, is_accepted) in [(WEEK - MOMENT, true), (WEEK, false)] {
        let world = with_mail().await;
        let (user_id, ust) = proven(&world).await;
        updated(&world, &ust, json!({"email": NEW})).await;
        let mails = mails(&world).await;
        let confirm = asked(&mails, NEW);
        assert_eq!(confirm.expiration_time.seconds, START + WEEK.as_secs());
        world.advance(after);
        let done = world.sso.confirm(&caller(), &confirm.confirm_token).await;
        assert_eq!(done.is_ok(), is_accepted);
        assert_eq!(world.account(&user_id).await.email_verified, is_accepted);
        world.sso.sweep().await.unwrap();
        world.is_sound().await;
    }
}

#[tokio::test]
async fn a_further_change_makes_earlier_tokens_void() {
    let world = with_mail().await;
    let boss = world.super_user().await;
    let (user_id, ust) = proven(&world).await;
    for (by, email) in [
        (&ust, json!("other@example.com")),
        (&ust, json!(null)),
        (&ust, json!("no address")),
        (&boss, json!("third@example.com")),
        (&boss, json!(null)),
    ] {
        updated(&world, &ust, json!({"email": NEW})).await;
        let sent = mails(&world).await;
        let token = &asked(&sent, NEW).confirm_token;
        updated(&world, by, json!({"user_id": user_id, "email": email})).await;
        for path in ["/user/signup/confirm", "/user/signup/disown"] {
            let input = json!({"confirm_token": token});
            world.post(path, input).await.refused("E005006");
        }
        world.is_sound().await;
        mails(&world).await;
    }
}

/// A user who signed up with their own mailbox still has its token, and must not prove another address
/// with it.
#[tokio::test]
async fn the_token_of_a_sign_up_proves_no_later_address() {
    for is_trusting in [false, true] {
        let world = World::with(|settings| {
            settings.is_delivery_configured = true;
            settings.set("signup.returned_token_verifies_email", is_trusting);
        })
        .await;
        let returned = world.signup("eve").await.ok().text("confirm_token");
        let user_id = world.last_target();
        let sent = mails(&world).await;
        let Content::SignupConfirm(mail) = &sent[0].content else {
            panic!("{sent:?}");
        };
        let (used, kept) = match is_trusting {
            true => (&mail.confirm_token, &returned),
            false => (&returned, &mail.confirm_token),
        };
        world.confirm(used).await.ok();
        world.approve(&user_id).await;
        let ust = world.ust("eve").await;
        updated(&world, &ust, json!({"email": "victim@example.com"})).await;
        let refused = world.sso.confirm(&caller(), kept).await;
        assert_eq!(rejected(refused), [SubStatus::AuthNoSuchSignUpToken]);
        assert!(!world.account(&user_id).await.email_verified);
        assert!(world.keys("email/").await.is_empty());
        world.is_sound().await;
    }
}

#[tokio::test]
async fn this_was_not_me_removes_the_new_address() {
    let world = with_mail().await;
    let (user_id, ust) = proven(&world).await;
    updated(&world, &ust, json!({"email": NEW})).await;
    let mails = mails(&world).await;
    let input = json!({"confirm_token": asked(&mails, NEW).confirm_token});
    world.post("/user/signup/disown", input.clone()).await.ok();
    let account = world.account(&user_id).await;
    assert_eq!((account.email, account.email_verified), (None, false));
    assert_eq!(account.username.as_deref(), Some("ann"));
    world
        .post("/user/signup/confirm", input)
        .await
        .refused("E005007");
    world.is_sound().await;
}

/// The token in the answer finishes the sign-up; the mailed one was for another address.
#[tokio::test]
async fn an_unfinished_sign_up_can_be_finished_with_another_address() {
    let world = with_mail().await;
    world.super_user().await;
    let returned = world.signup("ann").await.ok().text("confirm_token");
    let user_id = world.last_target();
    let sent = mails(&world).await;
    let Content::SignupConfirm(mail) = &sent[0].content else {
        panic!("{sent:?}");
    };
    world.advance(WEEK / 2);
    let boss = world.ust("boss").await;
    let input = json!({"user_id": user_id, "email": NEW});
    updated(&world, &boss, input).await;
    world.is_sound().await;
    let refused = world.sso.confirm(&caller(), &mail.confirm_token).await;
    assert_eq!(rejected(refused), [SubStatus::AuthNoSuchSignUpToken]);
    world.confirm(&returned).await.ok();
    assert!(!world.account(&user_id).await.email_verified);
    let sent = mails(&world).await;
    let confirm = asked(&sent, NEW);
    let end = START + WEEK.as_secs();
    assert_eq!(
        confirm.expiration_time.seconds, end,
        "no later than the sign-up"
    );
    let done = world.sso.confirm(&caller(), &confirm.confirm_token).await;
    done.unwrap();
    assert!(world.account(&user_id).await.email_verified);
    world.is_sound().await;
}
