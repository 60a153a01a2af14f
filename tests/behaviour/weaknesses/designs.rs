//! Limits of the design that are gone.

use serde_json::json;

use super::MINUTE;
use crate::kit::{Company, signup_input};

/// Design: no e-mail uniqueness or verification.
#[tokio::test]
async fn an_address_has_one_owner_who_proved_it() {
    let company = Company::with(|builder| {
        builder.settings.signup.inform_if_email_exists = Some(true);
    })
    .await;
    let mut input = signup_input("carl");
    input["email"] = json!("ANN@example.com");
    let reply = company.world.post("/user/signup", input).await;
    reply.refused("E002002");
    let change = json!({"email": "ann@example.com"});
    let reply = company.ask(&company.ben, "PATCH", "/user", change).await;
    reply.refused("E002002");
    assert!(company.world.account(&company.ann_id).await.email_verified);
    assert!(company.world.account(&company.ben_id).await.email_verified);
}

/// Design: usernames are case-sensitive.
#[tokio::test]
async fn a_username_is_one_in_every_spelling() {
    let company = Company::new().await;
    company.world.login("Ann").await.ok();
    company.world.login("ＡＮＮ").await.ok();
    let taken = json!({"username": "ANN"});
    let reply = company.ask(&company.boss, "POST", "/user", taken).await;
    reply.refused("E001002");
}

/// Design: no paging in session lists.
#[tokio::test]
async fn a_list_of_sessions_has_pages() {
    let company = Company::new().await;
    for _ in 0..4 {
        company.world.login("ann").await.ok();
    }
    for (cur_page, length) in [(1, 2), (2, 2), (3, 1), (4, 0)] {
        let page = json!({"cur_page": cur_page, "page_size": 2});
        let reply = company.ask(&company.ann, "GET", "/user/session/list", page);
        let reply = reply.await.ok();
        assert_eq!(reply.json["total"], 5);
        assert_eq!(reply.json["result"].as_array().unwrap().len(), length);
    }
}

/// Design: no idle timeout.
#[tokio::test]
async fn a_session_that_is_not_renewed_for_too_long_has_ended() {
    let company = Company::with(|builder| {
        builder.settings.session.expiry = Some(60);
        builder.settings.session.idle_time = Some(10);
    })
    .await;
    company.world.advance(MINUTE * 9);
    assert!(company.is_open(&company.ann).await);
    company.world.advance(MINUTE);
    assert!(!company.is_open(&company.ann).await);
}

/// Design: no maximum session age, renewable for ever.
#[tokio::test]
async fn no_session_is_renewed_for_ever() {
    let company = Company::with(|builder| {
        builder.settings.session.max_age = Some(90);
    })
    .await;
    for _ in 0..2 {
        company.world.advance(MINUTE * 40);
        let renew = company.ask(&company.ann, "PATCH", "/user/session", json!({}));
        renew.await.ok();
    }
    company.world.advance(MINUTE * 10);
    let renew = company.ask(&company.ann, "PATCH", "/user/session", json!({}));
    renew.await.refused("E007001");
}
