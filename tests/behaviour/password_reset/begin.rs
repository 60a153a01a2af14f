//! Asking for a token: who is written to, and how often.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use vestibule::{
    settings::SecretText,
    types::{Content, Outcome},
};

use super::{DAY, HOUR, MINUTE, MOMENT, asking, token_of, with, world};
use crate::kit::{
    KEY, OPERATOR, START, State, World, but_attempts, caller, merged, set_state, signup_input,
};

#[tokio::test]
async fn the_token_goes_to_the_proven_address() {
    let (world, ann) = world().await;
    let reply = world.begin("Ann").await.ok();
    assert_eq!(reply.json.as_object().unwrap().len(), 2, "{reply:?}");
    let event = world.events.last();
    assert_eq!(event.operation, "password_reset.begin");
    assert_eq!((event.outcome, &event.actor), (Outcome::Ok, &None));
    assert_eq!(event.detail("typed_username"), None);
    assert_eq!(event.target, Some(ann));
    let mails = world.reset_mails().await;
    let [mail] = &mails[..] else {
        panic!("{mails:?}");
    };
    assert_eq!((&*mail.to, &*mail.username), ("ann@example.com", "ann"));
    let Content::PasswordReset(reset) = &mail.content else {
        panic!("{mail:?}");
    };
    assert_eq!(reset.token.len(), 32);
    assert_eq!(reset.expiration_time.seconds - START, DAY.as_secs());
}

#[tokio::test]
async fn a_mail_is_not_sent_when_its_token_has_expired() {
    let (world, _) = with(|settings| settings.set("password_reset.valid_for", 10)).await;
    world.begin("ann").await.ok();
    world.advance(10 * MINUTE);
    assert!(world.reset_mails().await.is_empty());
}

/// The setting, the typed credential, and whether it finds the account.
#[tokio::test]
async fn accounts_are_found_by_the_configured_member() {
    for (setting, by_name, by_email) in [
        (None, true, false),
        (Some("username"), true, false),
        (Some("email"), false, true),
        (Some("username_or_email"), true, true),
    ] {
        let (world, _) = with(|settings| {
            settings.set("password_reset.user_search_by", setting);
        })
        .await;
        for (typed, is_found) in [
            ("ann", by_name),
            ("ANN", by_name),
            ("ann@example.com", by_email),
            ("ANN@EXAMPLE.COM", by_email),
            ("ann@example.org", false),
            ("", false),
            ("@", false),
        ] {
            world.begin(typed).await.ok();
            assert_eq!(world.events.last().target.is_some(), is_found);
            let found = world.reset_mails().await.len();
            assert_eq!(found, usize::from(is_found), "{setting:?} {typed}");
            world.advance(HOUR);
        }
        let long = "a".repeat(60_000);
        world.begin(&long).await.ok();
        assert!(world.reset_mails().await.is_empty());
    }
}

#[tokio::test]
async fn an_address_belongs_to_the_account_that_proved_it_even_if_it_is_another_ones_username() {
    let (world, _) = with(|settings| {
        settings.set("password_reset.user_search_by", "username_or_email");
    })
    .await;
    world
        .post(
            "/user/signup",
            merged(
                signup_input("ann@example.com"),
                json!({"email": "mallory@example.com"}),
            ),
        )
        .await
        .ok();
    let mallory = world.last_target();
    for mail in world.mails().await {
        if let Content::SignupConfirm(confirm) = &mail.content {
            let token = &confirm.confirm_token;
            world.confirm(token).await.ok();
        }
    }
    let (caller, operator) = (caller(), OPERATOR.clone());
    world
        .sso
        .approve(&caller, &operator, &mallory)
        .await
        .unwrap();
    world.begin("ann@example.com").await.ok();
    let mails = world.reset_mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(&*mails[0].to, "ann@example.com");
    assert_eq!(&*mails[0].username, "ann");
}

/// Under whichever of the secret keys it is filed.
#[tokio::test]
async fn an_address_is_found_in_the_middle_of_a_change_of_keys() {
    let (old, _) = world().await;
    let another = STANDARD.encode([7; 32]);
    let new = World::builder(|builder| {
        let keys = [&*another, KEY].map(|key| SecretText(key.to_owned()));
        builder.settings.set_keys(keys);
        builder.settings.is_delivery_configured = true;
        builder
            .settings
            .set("password_reset.user_search_by", "email");
        builder.storage = Arc::clone(&old.storage);
        builder.clock = old.clock.clone();
        builder.seed = 2;
    });
    let new = new.build().await;
    let token = new.token("ann@example.com").await;
    old.exchange(&token).await.ok();
}

#[tokio::test]
async fn an_account_unable_to_use_a_token_gets_none() {
    for state in [
        State::Locked,
        State::Undecided,
        State::Unconfirmed,
        State::Unproven,
    ] {
        let (world, ann) = world().await;
        set_state(&*world.storage, &ann, state).await;
        world.begin("ann").await.ok();
        assert_eq!(world.events.last().target, Some(ann));
        assert!(world.reset_mails().await.is_empty(), "{state:?}");
    }
    // Neither does who has an expired password need another way in.
    let (world, ann) = world().await;
    set_state(&*world.storage, &ann, State::PasswordExpired).await;
    world.token("ann").await;
}

#[tokio::test]
async fn no_account_is_found_by_an_unproven_address() {
    let (world, _) = with(|settings| {
        settings.set("password_reset.user_search_by", "email");
    })
    .await;
    let user_id = world.approved("ben").await;
    assert!(!world.account(&user_id).await.email_verified);
    world.begin("ben@example.com").await.ok();
    assert!(world.reset_mails().await.is_empty());
}

#[tokio::test]
async fn an_account_gets_five_reset_mails_an_hour() {
    let (world, _) = world().await;
    let mut last = String::new();
    for _ in 0..5 {
        last = world.token("ann").await;
    }
    for _ in 0..3 {
        world.begin("ann").await.ok();
        assert!(world.reset_mails().await.is_empty());
        world.advance(MINUTE);
    }
    world.exchange(&last).await.ok();
    world.advance(HOUR - 3 * MINUTE - MOMENT);
    world.begin("ann").await.ok();
    assert!(world.reset_mails().await.is_empty());
    world.advance(MOMENT);
    world.token("ann").await;
}

#[tokio::test]
async fn mails_are_counted_even_if_their_tokens_live_for_a_minute() {
    let (world, _) = with(|settings| settings.set("password_reset.valid_for", 1)).await;
    for _ in 0..5 {
        world.token("ann").await;
        world.advance(5 * MINUTE);
        world.sso.sweep().await.unwrap();
    }
    world.begin("ann").await.ok();
    assert!(world.reset_mails().await.is_empty());
}

#[tokio::test]
async fn without_delivery_no_reset_mail_is_queued() {
    let world = World::new().await;
    world.approved("ann").await;
    let before = but_attempts(&*world.storage).await;
    for name in ["ann", "nobody"] {
        world.begin(name).await.ok();
    }
    assert_eq!(but_attempts(&*world.storage).await, before);
}

#[tokio::test]
async fn an_application_has_to_be_known() {
    let (world, _) = world().await;
    let mut unknown = asking("ann");
    unknown["current_app"] = json!("Chess");
    for input in [unknown, json!({"credential": "ann"}), json!({})] {
        for method in ["POST", "PATCH", "DELETE"] {
            let reply = world.call(method, "/password/reset", input.clone()).await;
            assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
        }
    }
    assert!(world.reset_mails().await.is_empty());
}

#[tokio::test]
async fn an_unknown_credential_is_logged_as_a_keyed_hash() {
    let (world, _) = world().await;
    world.begin("Tr0ub4dor&3").await.ok();
    let event = world.events.last();
    assert_eq!(event.target, None);
    let typed = event.detail("typed_username").unwrap().to_owned();
    assert!(!format!("{event:?}").to_lowercase().contains("tr0ub4dor"));
    world.login("tr0ub4dor&3").await.refused("E005001");
    assert_eq!(world.events.last().detail("typed_username"), Some(&*typed));
}

#[tokio::test]
async fn the_typed_interface_does_the_same() {
    let (world, ann) = world().await;
    let caller = caller();
    world
        .sso
        .begin_password_reset(&caller, "ann")
        .await
        .unwrap();
    let token = token_of(&world.reset_mails().await[0]);
    let key = world.sso.exchange_password_reset(&caller, &token).await;
    let key = key.unwrap();
    let password = super::NEW_PASSWORD;
    let done = world
        .sso
        .complete_password_reset(&caller, &token, &key, password);
    done.await.unwrap();
    world.login_with("ann", password).await.ok();
    let event = &world.events.all()[world.events.all().len() - 2];
    assert_eq!(event.operation, "password_reset.complete");
    assert_eq!(event.target, Some(ann));
}
