//! Whose an account is, who acts in it, and who is told that there is one.

use std::time::Duration;

use serde_json::json;
use vestibule::types::{Content, SignupConfirm};

use crate::kit::{Company, NEW_PASSWORD, PASSWORD, World, caller, edit_user, signup_input};

/// What somebody who signed up is mailed.
async fn mailed(company: &Company, name: &str) -> SignupConfirm {
    for mail in company.sent().await {
        if let Content::SignupConfirm(confirm) = mail.content {
            assert_eq!(mail.username, name, "the mail says which account it is");
            return confirm;
        }
    }
    panic!("no mail");
}

/// Somebody signs up with a stranger's e-mail; the owner's click confirms the attacker's account
/// (better-auth#11023, keycloak#48206).
#[tokio::test]
async fn nobody_owns_an_address_by_signing_up_with_it() {
    let company = Company::new().await;
    let confirm = |token: &str| {
        let input = json!({"confirm_token": token});
        company.world.post("/user/signup/confirm", input)
    };
    let mut eve = signup_input("eve");
    eve["email"] = json!("owner@example.com");
    let returned = company.world.post("/user/signup", eve).await.ok();
    let eve_id = company.world.events.last().target.unwrap();
    let to_owner = mailed(&company, "eve").await;
    confirm(&returned.text("confirm_token")).await.ok();
    assert!(!company.world.account(&eve_id).await.email_verified);

    let mut owner = signup_input("owner");
    owner["email"] = json!("owner@example.com");
    company.world.post("/user/signup", owner).await.ok();
    let owner_id = company.world.events.last().target.unwrap();
    let own = mailed(&company, "owner").await;
    let not_me = json!({"confirm_token": to_owner.confirm_token});
    company.world.post("/user/signup/disown", not_me).await.ok();
    confirm(&own.confirm_token).await.ok();
    assert!(company.world.account(&owner_id).await.email_verified);
    assert_eq!(company.world.account(&eve_id).await.email, None);
}

/// A user id in the body was trusted (CVE-2025-61928).
#[tokio::test]
async fn an_id_in_the_input_gives_no_rights() {
    let company = Company::new().await;
    let before = company.world.stored().await;
    for (method, path) in [
        ("GET", "/user"),
        ("PATCH", "/user"),
        ("DELETE", "/user"),
        ("PATCH", "/user/password"),
        ("PATCH", "/user/totp"),
        ("POST", "/user/lock"),
        ("POST", "/user/approve"),
        ("GET", "/user/linked"),
        ("GET", "/user/session/list"),
        ("DELETE", "/user/session"),
        ("GET", "/user/attr"),
        ("POST", "/user/attr"),
    ] {
        let members = json!({
            "user_id": company.ben_id,
            "first_name": "Eve",
            "new_password": NEW_PASSWORD,
            "old_password": PASSWORD,
            "all": true,
            "name": "a",
        });
        let reply = company.ask(&company.ann, method, path, members).await;
        assert_eq!(reply.status, 403, "{method} {path}: {reply:?}");
        assert!(["E005001", "E008002"].contains(&&*reply.codes()), "{path}");
    }
    assert_eq!(company.world.stored().await, before);
}

/// Different errors or different work tell who has an account (CVE-2026-4633, keycloak#51887).
#[tokio::test]
async fn until_the_password_is_proven_all_accounts_and_none_are_the_same() {
    let company = Company::new().await;
    let locked = [("is_locked", json!(true))];
    edit_user(&company.storage, &company.ben_id, locked).await;
    let mut answers = Vec::new();
    for name in ["ann", "ben", "nobody"] {
        for password in ["wrong", "", &"x".repeat(2_000)] {
            let input = json!({"username": name, "password": password, "current_app": "CRM"});
            company.storage.heal();
            let reply = company.world.post("/user/login", input).await;
            answers.push((reply.refused("E005001").seen(), company.storage.calls()));
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    company.world.login("ben").await.refused("E005002");
}

/// An e-mail change took effect before the new address was proven (better-auth#7196).
#[tokio::test]
async fn a_new_address_is_worth_nothing_before_it_is_proven() {
    let company = Company::with(|builder| {
        let search_by = "username_or_email".to_owned();
        builder.settings.password_reset.user_search_by = Some(search_by);
    })
    .await;
    let change = json!({"email": "new@example.com"});
    company
        .ask(&company.ann, "PATCH", "/user", change)
        .await
        .ok();
    let mails = company.sent().await;
    let token = mails.iter().find_map(|mail| match &mail.content {
        Content::EmailConfirm(confirm) => Some(confirm.confirm_token.clone()),
        _ => None,
    });
    for credential in ["ann", "new@example.com"] {
        assert_eq!(company.forgotten(credential).await, None, "{credential}");
    }
    let confirm = json!({"confirm_token": token.unwrap()});
    company
        .world
        .post("/user/signup/confirm", confirm)
        .await
        .ok();
    for credential in ["ann", "new@example.com"] {
        assert!(
            company.forgotten(credential).await.is_some(),
            "{credential}"
        );
    }
}

/// Revoked sessions stayed valid until a cache ran out (better-auth#6893).
#[tokio::test]
async fn what_one_host_ends_no_other_one_takes() {
    let company = Company::new().await;
    let other = World::builder(|builder| {
        builder.storage = company.world.storage.clone();
        builder.clock = company.world.clock.clone();
        builder.seed = 2;
    });
    let other = other.build().await;
    let is_open = async || {
        other
            .sso
            .verify(&caller(), &company.ann)
            .await
            .unwrap()
            .is_some()
    };
    assert!(is_open().await);
    let logout = company.ask(&company.ann, "POST", "/user/logout", json!({}));
    logout.await.ok();
    assert!(!is_open().await);
}

/// Cached sessions skipped the second factor (GHSA-xg6x-h9c9-2m83).
#[tokio::test]
async fn half_a_login_is_no_session() {
    let company = Company::new().await;
    let before = company.world.ust("ann").await;
    let key = company.with_codes().await;
    let sessions = company.world.keys("session/").await;
    for members in [
        json!({}),
        json!({"totp_code": ""}),
        json!({"totp_code": null}),
    ] {
        let reply = company.log_in(members).await.refused("E005008");
        assert!(reply.json.get("ust").is_none());
    }
    assert_eq!(company.world.keys("session/").await, sessions);
    assert!(!company.is_open(&before).await);
    let code = json!({"totp_code": company.code(&key)});
    company.log_in(code).await.ok();
}

/// A lock or a new limit was not checked again when a session was used or renewed
/// (CVE-2026-16103).
#[tokio::test]
async fn every_check_runs_wherever_somebody_comes_in() {
    for (field, value) in [
        ("is_locked", json!(true)),
        ("approval_status", json!("rejected")),
        ("sign_up_status", json!("before_confirmation")),
    ] {
        let company = Company::new().await;
        company.link("pubapi", true).await.ok();
        let token = company.forgotten("ann").await.unwrap();
        let key = company.exchange(&token).await.ok().text("reset_key");
        edit_user(&company.storage, &company.ann_id, [(field, value)]).await;
        let session = |method, path| company.ask(&company.ann, method, path, json!({}));
        for reply in [
            company.log_in(json!({})).await,
            session("GET", "/user").await,
            session("PATCH", "/user/session").await,
            company.present("pubapi").await,
            company.complete(&token, &key).await,
        ] {
            assert_eq!(reply.status, 403, "{field}: {reply:?}");
        }
        assert!(!company.is_open(&company.ann).await, "{field}");
    }
}

/// The same for limits of a session's life that are new.
#[tokio::test]
async fn a_new_limit_holds_for_the_sessions_there_are() {
    let company = Company::new().await;
    let stricter = World::builder(|builder| {
        builder.storage = company.world.storage.clone();
        builder.clock = company.world.clock.clone();
        builder.settings.session.max_age = Some(5);
        builder.seed = 2;
    });
    let stricter = stricter.build().await;
    company.world.advance(Duration::from_secs(300));
    assert!(company.is_open(&company.ann).await);
    let renew = json!({"ust": company.ann, "current_app": "CRM"});
    let reply = stricter.call("PATCH", "/user/session", renew).await;
    reply.refused("E007001");
}
