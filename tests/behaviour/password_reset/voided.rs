//! Events that void a token.

use serde_json::json;

use super::{DAY, NEW_PASSWORD, token_of, with, world};
use crate::kit::{PASSWORD, State, World, caller, set_state, signup_input};

impl World {
    async fn is_void(&self, token: &str) {
        self.exchange(token).await.refused("E010001");
    }

    async fn is_sound_without_resets(&self) {
        assert!(self.keys("reset").await.is_empty());
        self.is_sound().await;
    }
}

#[tokio::test]
async fn a_newer_request() {
    let (world, _) = world().await;
    let first = world.token("ann").await;
    let (second, key) = world.key("ann").await;
    world.is_void(&first).await;
    let third = world.token("ann").await;
    world.is_void(&second).await;
    world.complete(&second, &key).await.refused("E010001");
    assert_eq!(world.keys("reset/").await.len(), 1);
    let key_of_third = world.exchange(&third).await.ok().text("reset_key");
    world.complete(&third, &key).await.refused("E010001");
    world.complete(&third, &key_of_third).await.ok();
    world.is_sound_without_resets().await;
}

#[tokio::test]
async fn a_newer_request_that_comes_after_all_has_expired() {
    let (world, _) = world().await;
    world.token("ann").await;
    world.advance(2 * DAY);
    world.token("ann").await;
    assert_eq!(world.keys("reset/").await.len(), 1);
    assert_eq!(world.keys("reset-of/").await.len(), 1);
}

#[tokio::test]
async fn a_mail_that_was_not_sent_yet_brings_a_void_token() {
    let (world, _) = world().await;
    world.begin("ann").await.ok();
    world.begin("ann").await.ok();
    let mails = world.reset_mails().await;
    assert_eq!(mails.len(), 2);
    let mut good = 0;
    for mail in &mails {
        good += usize::from(world.exchange(&token_of(mail)).await.status == 200);
    }
    assert_eq!(good, 1);
}

#[tokio::test]
async fn a_forced_change_at_the_login() {
    for is_exchanged in [false, true] {
        let (world, ann) = world().await;
        let token = world.token("ann").await;
        let mut key = "none".to_owned();
        if is_exchanged {
            key = world.exchange(&token).await.ok().text("reset_key");
        }
        world.login("ann").await.ok();
        assert_eq!(
            world.keys("reset-of/").await.len(),
            1,
            "a login alone is no change"
        );
        set_state(&*world.storage, &ann, State::MustChangePassword).await;
        world
            .log_in("ann", json!({"new_password": NEW_PASSWORD}))
            .await
            .ok();
        world.is_void(&token).await;
        world.complete(&token, &key).await.refused("E010001");
        world.is_sound_without_resets().await;
    }
}

/// Disowning an account that is final removes the address to which the token was mailed.
#[tokio::test]
async fn an_address_that_is_taken_away() {
    let (world, _) = with(|settings| {
        settings.set("signup.returned_token_verifies_email", true);
        settings.set("signup.is_approval_needed", false);
    })
    .await;
    let returned = world.post("/user/signup", signup_input("ben")).await.ok();
    let mails = world.mails().await;
    let confirm = returned.text("confirm_token");
    world.confirm(&confirm).await.ok();
    let token = world.token("ben").await;
    let vestibule::types::Content::SignupConfirm(mailed) = &mails.last().unwrap().content else {
        panic!("{mails:?}");
    };
    world
        .sso
        .disown(&caller(), &mailed.confirm_token)
        .await
        .unwrap();
    world.is_void(&token).await;
    world.is_sound_without_resets().await;
    world.begin("ben").await.ok();
    assert!(world.reset_mails().await.is_empty());
}

#[tokio::test]
async fn a_change_of_the_password() {
    for is_own in [true, false] {
        let (world, ann) = world().await;
        let boss = world.super_user().await;
        let token = world.token("ann").await;
        let ust = if is_own { world.ust("ann").await } else { boss };
        let change =
            json!({"user_id": ann, "old_password": PASSWORD, "new_password": NEW_PASSWORD});
        let changed = world.ask(&ust, "PATCH", "/user/password", change).await;
        changed.ok();
        world.is_void(&token).await;
        world.is_sound_without_resets().await;
    }
}
