//! Secrets work once, for their own step, and only by what is meant to use them up.

use std::sync::Arc;

use serde_json::json;
use vestibule::types::{LoginRequest, SubStatus};

use crate::kit::{Company, Gate, NEW_PASSWORD, PASSWORD, caller, rejected};

/// A mail scanner opened the link and used it up (kratos#1451, better-auth#9690).
#[tokio::test]
async fn to_get_a_link_uses_nothing_up() {
    let company = Company::new().await;
    let token = company
        .world
        .signup("carl")
        .await
        .ok()
        .text("confirm_token");
    let reset = company.forgotten("ann").await.unwrap();
    for method in ["GET", "HEAD"] {
        for path in [
            format!("/user/signup/confirm?confirm_token={token}"),
            format!("/user/signup/disown?confirm_token={token}"),
            format!("/user/signup?confirm_token={token}"),
            format!("/password/reset?token={reset}&current_app=CRM"),
        ] {
            let path = format!("/zato/sso{path}");
            let reply = company.world.raw(method, &path, "").await;
            assert_ne!(reply.status, 200, "{method} {path}");
        }
    }
    let confirm = json!({"confirm_token": token});
    company
        .world
        .post("/user/signup/confirm", confirm)
        .await
        .ok();
    company.exchange(&reset).await.ok();
}

/// A token was accepted twice, or by two requests at once (CVE-2026-37982, better-auth PR 8067).
#[tokio::test]
async fn of_two_that_use_a_token_at_once_one_wins() {
    let gate = Arc::new(Gate::new());
    let company = Company::on(gate.clone(), |_| {}).await;
    let sso = company.world.sso.clone();
    let token = company.forgotten("ann").await.unwrap();
    let exchange = |sso: vestibule::Sso, token: String| async move {
        sso.exchange_password_reset(&caller(), &token).await
    };
    let slow = exchange(sso.clone(), token.clone());
    let fast = async {
        exchange(sso.clone(), token.clone()).await.unwrap();
    };
    let slow = gate.overtake(slow, "reset-of/", fast).await;
    assert_eq!(rejected(slow), [SubStatus::PasswordResetCouldNotAccess]);
}

/// The same of a TOTP code (hanko PR 2723).
#[tokio::test]
async fn of_two_that_use_a_code_at_once_one_wins() {
    let gate = Arc::new(Gate::new());
    let company = Company::on(gate.clone(), |_| {}).await;
    let key = company.with_codes().await;
    let request = LoginRequest {
        username: "ann".to_owned(),
        password: PASSWORD.to_owned(),
        totp_code: Some(company.code(&key)),
        new_password: None,
        metadata: None,
    };
    let login = |sso: vestibule::Sso, request: LoginRequest| async move {
        sso.login(&caller(), &request).await
    };
    let slow = login(company.world.sso.clone(), request.clone());
    let fast = async {
        login(company.world.sso.clone(), request.clone())
            .await
            .unwrap();
    };
    let slow = gate.overtake(slow, "session/", fast).await;
    assert_eq!(rejected(slow), [SubStatus::AuthNotAllowed]);
}

/// Password reset without the e-mail step (CVE-2026-18963).
#[tokio::test]
async fn each_step_of_a_reset_needs_the_one_before() {
    let company = Company::new().await;
    let token = company.forgotten("ann").await.unwrap();
    for key in ["", &*token, "anything"] {
        company.complete(&token, key).await.refused("E010001");
    }
    let key = company.exchange(&token).await.ok().text("reset_key");
    for (token, key) in [
        ("", &*key),
        (&*key, &*key),
        (&*token, &*token),
        (&*token, ""),
    ] {
        company.complete(token, key).await.refused("E010001");
    }
    company.complete(&token, &key).await.ok();
    company.complete(&token, &key).await.refused("E010001");
    company.log_in(json!({"password": NEW_PASSWORD})).await.ok();
}
