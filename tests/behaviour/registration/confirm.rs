//! Confirming a sign-up: each token once, until it expires.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::{
    settings::Settings,
    types::{SignUpStatus, SubStatus},
};

use crate::kit::{START, World, caller, gated, rejected};

mod disown;
mod late;
mod ownership;

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const MOMENT: Duration = Duration::from_micros(1);

/// A new user gets a mail.
fn with_mail(settings: &mut Settings) {
    settings.is_delivery_configured = true;
}

async fn is_final(world: &World, user_id: &str) -> bool {
    let account = world.account(user_id).await.administration.unwrap();
    account.sign_up_status == SignUpStatus::Final
}

async fn is_verified(world: &World, user_id: &str) -> bool {
    world.account(user_id).await.email_verified
}

#[tokio::test]
async fn a_token_works_once() {
    let world = World::new().await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    let user_id = world.last_target();
    assert!(!is_final(&world, &user_id).await);
    let reply = world.confirm(&token).await.ok();
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["cid", "status"]);
    assert!(is_final(&world, &user_id).await);

    let before = world.stored().await;
    world.confirm(&token).await.refused("E005007");
    let refused = rejected(world.sso.confirm(&caller(), &token).await);
    assert_eq!(refused, [SubStatus::AuthSignUpConfirmed]);
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn an_unknown_token_is_refused() {
    let world = World::new().await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    let before = world.stored().await;
    let texts = [
        String::new(),
        "A".repeat(32),
        token.to_lowercase(),
        format!("{token} "),
        token[..31].to_owned(),
        "x".repeat(20_000),
    ];
    for text in texts {
        world.confirm(&text).await.refused("E005006");
        let refused = rejected(world.sso.confirm(&caller(), &text).await);
        assert_eq!(refused, [SubStatus::AuthNoSuchSignUpToken]);
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_request_without_a_token_is_a_bad_one() {
    let world = World::new().await;
    for input in [json!({}), json!({"confirm_token": ["a"]})] {
        for (method, path) in [
            ("POST", "/user/signup/confirm"),
            ("PATCH", "/user/signup"),
            ("POST", "/user/signup/disown"),
        ] {
            let mut input = input.clone();
            input["current_app"] = json!("CRM");
            world.call(method, path, input).await.bad_request();
        }
    }
    let null = json!({"confirm_token": null});
    let reply = world.post("/user/signup/confirm", null).await;
    reply.refused("E005006");
}

#[tokio::test]
async fn zatos_own_path_confirms_too_with_or_without_current_app() {
    for current_app in [None, Some("CRM"), Some("ERP")] {
        let world = World::new().await;
        let token = world.signup("adam").await.ok().text("confirm_token");
        let mut input = json!({"confirm_token": token});
        if let Some(app) = current_app {
            input["current_app"] = json!(app);
        }
        world
            .call("PATCH", "/user/signup", input.clone())
            .await
            .ok();
        let again = world.call("PATCH", "/user/signup", input).await;
        again.refused("E005007");
        let app = world.events.last().current_app;
        assert_eq!(app.as_deref(), current_app.or(Some("CRM")), "the default");
    }
}

#[tokio::test]
async fn an_unknown_current_app_confirms_nothing() {
    let world = World::new().await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    for (method, path) in [("PATCH", "/user/signup"), ("POST", "/user/signup/confirm")] {
        for app in [json!("Chess"), json!(""), Value::Null] {
            let input = json!({"confirm_token": token, "current_app": app});
            let reply = world.call(method, path, input).await;
            assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
        }
    }
    world.confirm(&token).await.ok();
}

#[tokio::test]
async fn a_token_expires_with_its_sign_up() {
    let world = World::with(with_mail).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    let berta = world.sign_up("berta", "berta@example.com").await;
    let end = adam.mail.expiration_time.seconds;
    assert_eq!(end, START + WEEK.as_secs());

    world.advance(WEEK - MOMENT);
    world.confirm(&adam.returned).await.ok();
    world.advance(MOMENT);
    for token in [&berta.returned, &berta.mail.confirm_token] {
        world.confirm(token).await.refused("E005006");
        world.disown(token).await.refused("E005006");
    }
    // Adam's tokens have ended, adam's account has not.
    for token in [&adam.returned, &adam.mail.confirm_token] {
        world.confirm(token).await.refused("E005006");
    }
    world.sso.sweep().await.unwrap();
    assert_eq!(world.waiting().await.len(), 1);
    assert!(world.keys("signup/").await.is_empty());
}

#[tokio::test]
async fn how_long_a_sign_up_waits_is_a_setting() {
    let world = World::with(|settings| settings.set("signup.confirm_valid_for", 10)).await;
    let late = world.signup("late").await.ok().text("confirm_token");
    let ten_minutes = Duration::from_secs(600);
    world.advance(ten_minutes - MOMENT);
    let token = world.signup("adam").await.ok().text("confirm_token");
    world.advance(MOMENT);
    world.confirm(&late).await.refused("E005006");
    world.confirm(&token).await.ok();
}

#[tokio::test]
async fn confirming_may_come_before_or_after_the_approval() {
    let world = World::new().await;
    world.approved("adam").await;
    world.login("adam").await.ok();

    let token = world.signup("berta").await.ok().text("confirm_token");
    let user_id = world.last_target();
    world.approve(&user_id).await;
    world.login("berta").await.refused("E005003");
    world.confirm(&token).await.ok();
    world.login("berta").await.ok();
}

/// An approval does not stop the clock of a sign-up that is still to be confirmed.
#[tokio::test]
async fn an_approved_sign_up_expires_unconfirmed() {
    let world = World::new().await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    let user_id = world.last_target();
    world.approve(&user_id).await;
    world.advance(WEEK);
    world.confirm(&token).await.refused("E005006");
    world.signup("adam").await.ok();
}

#[tokio::test]
async fn a_confirmation_that_another_overtakes_is_refused() {
    let (gate, world) = gated(|_| {}).await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    let user_id = world.last_target();
    let fast = async { drop(world.confirm(&token).await.ok()) };
    let overtaken = gate.overtake(world.confirm(&token), "user/", fast).await;
    overtaken.refused("E005007");
    assert!(is_final(&world, &user_id).await);
    let events = world.keys("audit/").await.len();
    assert_eq!(events, 2, "the sign-up and one confirmation");
}
