//! A person signs up, confirms with the mailed token, is approved, logs in, and sees the page.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may fail"
)]

use std::sync::Mutex;

use anyhow::{Result, bail};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use example_axum::{APPLICATION, Mail, Mailer, app, deliver};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use vestibule::{
    Sso,
    settings::{SecretText, Settings},
    storage::Memory,
    types::{Authority, Caller, ListPage},
};

const PASSWORD: &str = "8CpzwqsiaQO.U.pOKOjsxhoGHAlJ8KaX6wq0CH6NKUvTYuPQP5Tw";

/// Keeps the mails that it is to send. It refuses the first.
#[derive(Default)]
struct Sent(Mutex<Vec<Mail>>, Mutex<bool>);

impl Mailer for Sent {
    fn send(&self, mail: Mail) -> Result<()> {
        if !std::mem::replace(&mut *self.1.lock().unwrap(), true) {
            bail!("the mail server is away");
        }
        self.0.lock().unwrap().push(mail);
        Ok(())
    }
}

async fn sso() -> Sso {
    let mut settings = Settings::default();
    settings.set_keys([SecretText(
        "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=".to_owned(),
    )]);
    settings.set("apps.all", vec![APPLICATION]);
    settings.set("password.argon2_memory_kib", 64);
    settings.set("password.argon2_iterations", 1);
    settings.is_delivery_configured = true;
    let sso = Sso::builder().storage(Memory::new()).settings(settings);
    sso.build().await.unwrap()
}

async fn send(app: &Router, request: Request<Body>) -> (StatusCode, String) {
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn post(app: &Router, path: &str, input: &Value) -> Value {
    let request = Request::post(format!("/zato/sso/{path}")).body(Body::from(input.to_string()));
    let (status, body) = send(app, request.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    serde_json::from_str(&body).unwrap_or_default()
}

async fn page(app: &Router, authorization: Option<&str>) -> (StatusCode, String) {
    let mut request = Request::get("/greeting");
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    send(app, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_person_signs_up_and_sees_the_page() {
    let sso = sso().await;
    let app = app(sso.clone());
    let person = json!({
        "username": "ann", "password": PASSWORD, "email": "ann@example.com",
        "current_app": APPLICATION, "app_list": [APPLICATION],
    });
    let signed_up = post(&app, "user/signup", &person).await;
    post(
        &app,
        "user/signup/confirm",
        &json!({"confirm_token": signed_up["confirm_token"]}),
    )
    .await;
    let operator = Authority::operator("test");
    let page_of_list = ListPage {
        cur_page: 1,
        page_size: 50,
    };
    let pending = sso
        .pending(&Caller::default(), &operator, page_of_list)
        .await;
    let user_id = pending.unwrap().first().unwrap().user_id.clone();
    sso.approve(&Caller::default(), &operator, &user_id)
        .await
        .unwrap();
    let login = json!({"username": "ann", "password": PASSWORD, "current_app": APPLICATION});
    let login = post(&app, "user/login", &login).await;
    let bearer = format!("Bearer {}", login["ust"].as_str().unwrap());
    assert_eq!(
        page(&app, Some(&bearer)).await,
        (StatusCode::OK, "Hello, ann!".to_owned())
    );
    for nobody in [None, Some("Bearer x"), Some("Basic eDp5")] {
        assert_eq!(page(&app, nobody).await.0, StatusCode::UNAUTHORIZED);
    }
    post(
        &app,
        "user/logout",
        &json!({"ust": login["ust"], "current_app": APPLICATION}),
    )
    .await;
    assert_eq!(page(&app, Some(&bearer)).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn mails_are_sent_once_and_tried_again_after_a_failure() {
    let sso = sso().await;
    let app = app(sso.clone());
    for name in ["ann", "ben"] {
        let person = json!({
            "username": name, "password": PASSWORD, "email": format!("{name}@example.com"),
            "current_app": APPLICATION, "app_list": [APPLICATION],
        });
        post(&app, "user/signup", &person).await;
    }
    let sent = Sent::default();
    // The one that failed waits for a minute.
    assert_eq!(deliver(&sso, &sent).await.unwrap(), 1);
    assert_eq!(deliver(&sso, &sent).await.unwrap(), 0);
    let mails = sent.0.lock().unwrap();
    assert!(mails.iter().all(|mail| mail.text.contains("token")));
    assert_eq!(mails.len(), 1);
}
