//! Password resets, and what proves an address.

use serde_json::json;
use vestibule::types::Content;

use super::{DAY, MINUTE};
use crate::kit::{Company, PASSWORD, signup_input};

/// Security 16: a PRT is not invalidated by a newer one, and nothing limits how many there are.
#[tokio::test]
async fn a_newer_token_voids_the_one_before() {
    let company = Company::new().await;
    let first = company.forgotten("ann").await.unwrap();
    let second = company.forgotten("ann").await.unwrap();
    company.exchange(&first).await.refused("E010001");
    let key = company.exchange(&second).await.ok().text("reset_key");
    let third = company.forgotten("ann").await.unwrap();
    company.complete(&second, &key).await.refused("E010001");
    assert_eq!(company.world.keys("reset/").await.len(), 1);
    company.exchange(&third).await.ok();
}

/// Security 16: a PRT is not invalidated by a password change made otherwise. (A login does not
/// void one: who remembers the password in the meantime is not told to ask again.)
#[tokio::test]
async fn a_change_of_password_voids_a_token_and_a_login_does_not() {
    let company = Company::new().await;
    let token = company.forgotten("ann").await.unwrap();
    company.log_in(json!({})).await.ok();
    company.exchange(&token).await.ok();

    let token = company.forgotten("ann").await.unwrap();
    let change = json!({"old_password": PASSWORD, "new_password": "quite another long text"});
    let reply = company
        .ask(&company.ann, "PATCH", "/user/password", change)
        .await;
    reply.ok();
    company.exchange(&token).await.refused("E010001");

    let token = company.forgotten("ann").await.unwrap();
    let change = json!({"new_password": PASSWORD});
    company.to_ann("PATCH", "/user/password", change).await.ok();
    company.exchange(&token).await.refused("E010001");
}

/// Security 11: the confirmation token is returned to whoever signs up.
#[tokio::test]
async fn the_token_in_the_answer_proves_no_address() {
    let company = Company::new().await;
    let reply = company.world.signup("carl").await.ok();
    let carl = company.world.events.last().target.unwrap();
    let returned = json!({"confirm_token": reply.text("confirm_token")});
    let confirmed = company.world.post("/user/signup/confirm", returned).await;
    confirmed.ok();
    assert!(!company.world.account(&carl).await.email_verified);

    let mails = company.sent().await;
    let [Content::SignupConfirm(mail)] = [&mails[0].content] else {
        panic!("{mails:?}");
    };
    let mailed = json!({"confirm_token": mail.confirm_token});
    company
        .world
        .post("/user/signup/confirm", mailed)
        .await
        .ok();
    assert!(company.world.account(&carl).await.email_verified);
}

/// Security 11: the confirmation token never expires.
#[tokio::test]
async fn a_confirmation_token_expires_and_the_username_is_free_again() {
    let company = Company::new().await;
    let reply = company.world.signup("carl").await.ok();
    company.world.advance(DAY * 7);
    let late = json!({"confirm_token": reply.text("confirm_token")});
    let refused = company.world.post("/user/signup/confirm", late).await;
    refused.refused("E005006");
    company.world.signup("carl").await.ok();
}

/// Correctness: the settings of resets are read from the wrong stanza.
#[tokio::test]
async fn resets_are_as_the_settings_say() {
    for (minutes, is_valid) in [(9, true), (10, false)] {
        let company = Company::with(|builder| {
            builder.settings.password_reset.valid_for = Some(10);
            builder.settings.password_reset.user_search_by = Some("email".to_owned());
        })
        .await;
        assert_eq!(company.forgotten("ann").await, None);
        let token = company.forgotten("ann@example.com").await.unwrap();
        company.world.advance(MINUTE * minutes);
        let reply = company.exchange(&token).await;
        match is_valid {
            true => drop(reply.ok()),
            false => drop(reply.refused("E010001")),
        }
    }
}

/// Correctness: the setting of the reset key's life is not read at all.
#[tokio::test]
async fn a_reset_key_lives_as_long_as_the_settings_say() {
    for (seconds, is_valid) in [(59, true), (60, false)] {
        let company = Company::with(|builder| {
            let settings = &mut builder.settings.password_reset;
            settings.password_change_session_duration = Some(60);
        })
        .await;
        let token = company.forgotten("ann").await.unwrap();
        let key = company.exchange(&token).await.ok().text("reset_key");
        company.world.advance(MINUTE / 60 * seconds);
        let reply = company.complete(&token, &key).await;
        match is_valid {
            true => drop(reply.ok()),
            false => drop(reply.refused("E010001")),
        }
    }
}

/// Correctness: a password of a sign-up cannot be used, and confirming is always "ok".
#[tokio::test]
async fn who_signs_up_can_log_in_with_that_password() {
    let company = Company::new().await;
    let reply = company
        .world
        .post("/user/signup", signup_input("carl"))
        .await;
    let carl = company.world.events.last().target.unwrap();
    let token = json!({"confirm_token": reply.ok().text("confirm_token"), "current_app": "CRM"});
    let confirm = |input| company.world.call("PATCH", "/user/signup", input);
    let unknown = json!({"confirm_token": "unknown", "current_app": "CRM"});
    confirm(unknown).await.refused("E005006");
    confirm(token.clone()).await.ok();
    confirm(token).await.refused("E005007");
    let approve = json!({"user_id": carl});
    let reply = company
        .ask(&company.boss, "POST", "/user/approve", approve)
        .await;
    reply.ok();
    company.world.login("carl").await.ok();
}
