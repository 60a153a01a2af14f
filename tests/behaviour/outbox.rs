//! Messages: queued with the change that causes them, claimed, sent or tried again.

use std::time::Duration;

use serde_json::json;
use vestibule::{
    settings::Settings,
    types::{Content, Message},
};

use crate::kit::{OPERATOR, START, World, caller, merged, signup_input};

mod callbacks;
mod delivery;
mod locale;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MOMENT: Duration = Duration::from_micros(1);

fn with_mail(settings: &mut Settings) {
    settings.is_delivery_configured = true;
}

async fn signed_up(names: &[&str]) -> World {
    let world = World::with(with_mail).await;
    for name in names {
        world.signup(name).await.ok();
        world.advance(SECOND);
    }
    world
}

async fn claim(world: &World, limit: u32, lease_seconds: u32) -> Vec<Message> {
    let claimed = world.sso.claim_messages(limit, lease_seconds).await;
    claimed.unwrap()
}

fn usernames(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|mail| &*mail.username).collect()
}

#[tokio::test]
async fn without_delivery_nothing_is_queued() {
    let world = World::new().await;
    world.approved("adam").await;
    let user_id = world.confirmed("berta").await;
    let (caller, operator) = (caller(), OPERATOR.clone());
    let rejected = world.sso.reject(&caller, &operator, &user_id, Some("no"));
    rejected.await.unwrap();
    assert!(world.keys("outbox/").await.is_empty());
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
async fn each_kind_of_message_has_a_switch_but_the_rejection() {
    let world = World::with(|settings| {
        with_mail(settings);
        settings.set("signup.email_confirm_enabled", false);
        settings.set("signup.email_welcome_enabled", false);
    })
    .await;
    world.approved("adam").await;
    assert!(world.keys("outbox/").await.is_empty());
    assert_eq!(world.keys("signup/").await.len(), 1, "no token to mail");
}

#[tokio::test]
async fn a_sign_up_asks_for_confirmation() {
    let world = World::with(with_mail).await;
    let returned = world
        .post(
            "/user/signup",
            merged(signup_input("Adam"), json!({"email": "Adam@Example.com"})),
        )
        .await
        .ok();
    let mails = world.mails().await;
    let [mail] = &mails[..] else {
        panic!("{mails:?}");
    };
    assert_eq!((&*mail.to, &*mail.username), ("Adam@Example.com", "Adam"));
    assert_eq!(mail.attempts, 0);
    let Content::SignupConfirm(confirm) = &mail.content else {
        panic!("{mail:?}");
    };
    assert_eq!(confirm.confirm_token.len(), 32);
    assert_ne!(confirm.confirm_token, returned.text("confirm_token"));
    assert!(!confirm.email_has_owner);
    let week = confirm.expiration_time.seconds - START;
    assert_eq!(week, 7 * DAY.as_secs());
}

#[tokio::test]
async fn an_approval_queues_the_welcome_message() {
    let world = World::with(with_mail).await;
    world.approved("adam").await;
    let mails = world.mails().await;
    assert_eq!(mails.len(), 2);
    let welcome = |mail: &&Message| matches!(mail.content, Content::SignupWelcome);
    let mail = mails.iter().find(welcome).expect("a welcome");
    assert_eq!((&*mail.to, &*mail.username), ("adam@example.com", "adam"));
}

#[tokio::test]
async fn a_rejection_message_has_the_reason_if_there_is_one() {
    for reason in [Some("We do not know you.\n—Ω"), None] {
        let world = World::with(with_mail).await;
        let user_id = world.confirmed("adam").await;
        world.mails().await;
        let (caller, operator) = (caller(), OPERATOR.clone());
        let rejected = world.sso.reject(&caller, &operator, &user_id, reason).await;
        rejected.unwrap();
        let mails = world.mails().await;
        let [mail] = &mails[..] else {
            panic!("{mails:?}");
        };
        assert_eq!((&*mail.to, &*mail.username), ("adam@example.com", "adam"));
        let Content::SignupRejected(rejected) = &mail.content else {
            panic!("{mail:?}");
        };
        assert_eq!(rejected.reason.as_deref(), reason);
    }
}

#[tokio::test]
async fn no_mail_is_queued_for_an_account_without_an_address() {
    let world = World::with(|settings| {
        with_mail(settings);
        settings.set("signup.is_email_required", false);
    })
    .await;
    for name in ["adam", "berta"] {
        let mut input = signup_input(name);
        input.as_object_mut().unwrap().remove("email");
        world.post("/user/signup", input).await.ok();
    }
    let waiting = world.waiting().await;
    let (caller, operator) = (caller(), OPERATOR.clone());
    let approved = world.sso.approve(&caller, &operator, &waiting[0].user_id);
    approved.await.unwrap();
    let rejected = world
        .sso
        .reject(&caller, &operator, &waiting[1].user_id, None);
    rejected.await.unwrap();
    assert!(world.keys("outbox/").await.is_empty());
}

#[tokio::test]
async fn a_stored_message_reveals_nothing() {
    let world = World::with(with_mail).await;
    world.signup("adam").await.ok();
    let user_id = world.last_target();
    let (caller, operator) = (caller(), OPERATOR.clone());
    let reason = Some("unfriendly");
    let rejected = world.sso.reject(&caller, &operator, &user_id, reason).await;
    rejected.unwrap();
    let stored = world.stored().await;
    let mails = world.mails().await;
    assert_eq!(mails.len(), 2);
    let Some(Content::SignupConfirm(mail)) = mails.iter().map(|mail| &mail.content).next() else {
        panic!("{mails:?}");
    };
    let claimed = world.stored().await;
    let mut secrets = vec!["adam", "example.com", "unfriendly", &*mail.confirm_token];
    secrets.extend(mails.iter().map(|mail| &*mail.claim));
    for (key, value) in stored.iter().chain(&claimed) {
        for secret in &secrets {
            assert!(!key.contains(secret), "{secret} in {key}");
            assert!(!value.contains(secret), "{secret} in {key}: {value}");
        }
    }
}
