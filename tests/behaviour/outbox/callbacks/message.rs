//! The message to a callback, and its signature.

use axum::http::Method;
use serde_json::json;
use standardwebhooks::Webhook;

use super::{DAY, MINUTE, SECRET, deliver, delivered, telling, world};
use crate::kit::{PASSWORD, Receiver, SteppedClock, World, merged, signup_input};

#[tokio::test]
async fn a_sign_up_is_sent_and_signed() {
    let receiver = Receiver::new().await;
    let world = World::builder(|builder| {
        telling(builder, &[&receiver.url]);
        // The verification of the signature checks the time.
        builder.clock = SteppedClock::at_real_time();
    });
    let world = world.build().await;
    let mut input = signup_input("Adam");
    input["email"] = json!("Adam@Example.com");
    input["app_list"] = json!(["ERP", "CRM"]);
    input["locale"] = json!("DE-at");
    world.post("/user/signup", input).await.ok();
    let event = world.events.last();
    assert!(receiver.take().is_empty(), "not within the sign-up");

    assert_eq!(deliver(&world).await, delivered(1));
    let received = receiver.take();
    let [told] = &received[..] else {
        panic!("{received:?}");
    };
    assert_eq!(
        (&told.method, &*told.path),
        (&Method::POST, "/told?of=sign-ups")
    );
    assert_eq!(told.header("content-type"), "application/json");
    let body = told.json();
    let timestamp = body["timestamp"].as_str().unwrap();
    assert!(
        timestamp.ends_with('Z') && timestamp.len() >= 20,
        "{timestamp}"
    );
    assert_eq!(
        body,
        json!({
            "type": "user.signup",
            "timestamp": timestamp,
            "data": {
                "user_id": event.target.unwrap(),
                "username": "Adam",
                "email": "Adam@Example.com",
                "locale": "de-AT",
                "current_app": "CRM",
                "app_list": ["CRM", "ERP"],
                "sign_up_status": "before_confirmation",
                "approval_status": "before_decision",
            }
        })
    );

    let webhook = Webhook::new(SECRET).unwrap();
    webhook.verify(&told.body, &told.headers).unwrap();
    let other = Webhook::new("whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB").unwrap();
    assert!(other.verify(&told.body, &told.headers).is_err());
    let changed = String::from_utf8(told.body.to_vec())
        .unwrap()
        .replace("Adam", "Eva");
    assert!(webhook.verify(changed.as_bytes(), &told.headers).is_err());
    for name in ["webhook-id", "webhook-timestamp"] {
        let mut headers = told.headers.clone();
        headers.insert(name, "1".parse().unwrap());
        assert!(webhook.verify(&told.body, &headers).is_err());
    }
    assert_eq!(deliver(&world).await, delivered(0));
}

#[tokio::test]
async fn a_message_of_a_final_approved_account_without_address_and_locale() {
    let receiver = Receiver::new().await;
    let world = World::builder(|builder| {
        telling(builder, &[&receiver.url]);
        builder.settings.set("signup.is_email_required", false);
        builder.settings.set("signup.is_confirmation_needed", false);
        builder.settings.set("signup.is_approval_needed", false);
    });
    let world = world.build().await;
    let mut input = signup_input("adam");
    input.as_object_mut().unwrap().remove("email");
    world.post("/user/signup", input).await.ok();
    deliver(&world).await;
    let data = receiver.take()[0].json()["data"].clone();
    assert_eq!(data["sign_up_status"], "final");
    assert_eq!(data["approval_status"], "approved");
    assert!(data.get("email").is_none() && data.get("locale").is_none());
}

#[tokio::test]
async fn each_url_has_a_message_of_its_own() {
    let (one, other) = (Receiver::new().await, Receiver::new().await);
    let world = World::builder(|builder| telling(builder, &[&one.url, &other.url]));
    let world = world.build().await;
    for name in ["adam", "berta"] {
        world.signup(name).await.ok();
    }
    assert_eq!(deliver(&world).await, delivered(4));
    let mut ids = Vec::new();
    for receiver in [one, other] {
        let received = receiver.take();
        let mut names: Vec<String> = Vec::new();
        for told in &received {
            names.push(told.json()["data"]["username"].as_str().unwrap().to_owned());
            ids.push(told.header("webhook-id").to_owned());
        }
        names.sort_unstable();
        assert_eq!(names, ["adam", "berta"]);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn refused_sign_ups_are_not_sent() {
    let (world, receiver) = world().await;
    world.signup("adam").await.ok();
    deliver(&world).await;
    receiver.take();
    world.signup("adam").await.refused("E005001");
    world
        .post(
            "/user/signup",
            merged(signup_input("berta"), json!({"password": "short"})),
        )
        .await
        .refused("E003002");
    world.super_user().await;
    assert!(world.keys("callback/").await.is_empty());
    assert_eq!(deliver(&world).await, delivered(0));
}

#[tokio::test]
async fn without_callbacks_nothing_is_queued() {
    let world = World::new().await;
    world.signup("adam").await.ok();
    assert!(world.keys("callback/").await.is_empty());
    assert_eq!(deliver(&world).await, delivered(0));
}

#[tokio::test]
async fn a_stored_message_reveals_nothing() {
    let (world, receiver) = world().await;
    world.signup("adam").await.ok();
    assert_eq!(world.keys("callback/").await.len(), 1);
    let url = receiver.url.clone();
    for (key, value) in world.stored().await {
        if !key.starts_with("callback/") {
            continue;
        }
        for secret in ["adam", "example.com", "user.signup", PASSWORD, &url] {
            assert!(
                !key.contains(secret) && !value.contains(secret),
                "{key}: {value}"
            );
        }
    }
    deliver(&world).await;
    let body = receiver.take()[0].body.clone();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(
        !body.contains(PASSWORD) && !body.contains("token"),
        "{body}"
    );
}

/// A mail cannot be claimed as a callback, nor a callback as a mail.
#[tokio::test]
async fn mails_and_callbacks_have_a_queue_each() {
    let receiver = Receiver::new().await;
    let world = World::builder(|builder| {
        telling(builder, &[&receiver.url]);
        builder.settings.is_delivery_configured = true;
    });
    let world = world.build().await;
    world.signup("adam").await.ok();
    let mails = world.mails().await;
    assert_eq!(mails.len(), 1);
    let callbacks = world.sso.claim_callbacks(10, 60).await.unwrap();
    let [callback] = &callbacks[..] else {
        panic!("{callbacks:?}");
    };
    assert_eq!(callback.url.as_deref(), Some(&*receiver.url));
    let before = world.stored().await;
    for (id, claim) in [
        (&mails[0].id, &callback.claim),
        (&callback.id, &mails[0].claim),
    ] {
        world.sso.message_done(id, claim).await.unwrap();
        world.sso.message_failed(id, claim).await.unwrap();
    }
    assert_eq!(world.stored().await, before);
    world
        .sso
        .message_done(&callback.id, &callback.claim)
        .await
        .unwrap();
    assert!(world.keys("callback/").await.is_empty());
    assert_eq!(world.keys("outbox/").await.len(), 1);
}

#[tokio::test]
async fn an_undelivered_callback_ends_after_seven_days() {
    let (world, _) = world().await;
    world.signup("adam").await.ok();
    world.advance(7 * DAY);
    assert_eq!(deliver(&world).await, delivered(0));
    world.advance(MINUTE);
    world.sso.sweep().await.unwrap();
    assert!(world.keys("callback/").await.is_empty());
}
