//! Sign-ups without confirmation, or without approval.

use std::time::Duration;

use serde_json::json;
use vestibule::types::{ApprovalStatus, Content, SignUpStatus};

use crate::kit::World;

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

#[tokio::test]
async fn without_approval_a_confirmed_person_logs_in() {
    let world = World::with(|settings| settings.set("signup.is_approval_needed", false)).await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    let user_id = world.last_target();
    assert!(world.waiting().await.is_empty());
    world.login("adam").await.refused("E005003");
    world.confirm(&token).await.ok();
    world.login("adam").await.ok();
    assert!(world.waiting().await.is_empty());

    let account = world.account(&user_id).await.administration.unwrap();
    assert_eq!(account.approval_status, ApprovalStatus::Approved);
    assert_eq!(account.approval_status_mod_by, "auto");
    assert!(!account.is_approval_needed);
}

#[tokio::test]
async fn without_confirmation_a_sign_up_is_final_and_never_expires() {
    let world = World::with(|settings| {
        settings.set("signup.is_confirmation_needed", false);
        settings.set("password.expiry", 36_500);
    })
    .await;
    let ust = world.super_user().await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    let user_id = world.last_target();
    let confirm = json!({"confirm_token": token});
    let reply = world.post("/user/signup/confirm", confirm).await;
    reply.refused("E005007");
    let approve = json!({"ust": ust, "user_id": user_id, "current_app": "CRM"});
    world.post("/user/approve", approve).await.ok();
    world.login("adam").await.ok();

    world.advance(YEAR);
    world.sso.sweep().await.unwrap();
    world.login("adam").await.ok();
    let account = world.account(&user_id).await.administration.unwrap();
    assert_eq!(account.sign_up_status, SignUpStatus::Final);
}

#[tokio::test]
async fn without_either_a_person_logs_in_at_once() {
    let world = World::with(|settings| {
        settings.set("signup.is_approval_needed", false);
        settings.set("signup.is_confirmation_needed", false);
    })
    .await;
    world.signup("adam").await.ok();
    world.login("adam").await.ok();
}

#[tokio::test]
async fn a_final_sign_ups_mail_still_proves_the_address() {
    let world = World::with(|settings| {
        settings.set("signup.is_confirmation_needed", false);
        settings.is_delivery_configured = true;
    })
    .await;
    world.signup("adam").await.ok();
    let user_id = world.last_target();
    assert!(!world.account(&user_id).await.email_verified);
    let mails = world.mails().await;
    let Content::SignupConfirm(mail) = &mails[0].content else {
        panic!("{mails:?}");
    };
    world.confirm(&mail.confirm_token).await.ok();
    assert!(world.account(&user_id).await.email_verified);
}

#[tokio::test]
async fn a_front_end_that_mails_the_token_proves_the_address_without_confirmation_as_well() {
    let world = World::with(|settings| {
        settings.set("signup.is_confirmation_needed", false);
        settings.set("signup.returned_token_verifies_email", true);
    })
    .await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    let user_id = world.last_target();
    assert!(!world.account(&user_id).await.email_verified);
    world.confirm(&token).await.ok();
    assert!(world.account(&user_id).await.email_verified);
}
