//! Calls that come with a credential.

use serde_json::{Value, json};
use vestibule::types::Outcome;

use super::{UST, linked, log_in, ust_of};
use crate::kit::{PROGRAM_PASSWORD, World, basic, caller, stored};

#[tokio::test]
async fn a_linked_credential_is_a_session_of_the_user() {
    let scene = linked().await;
    let reply = scene.present("pubapi").await.ok();
    assert_eq!(reply.text("user_id"), scene.ann_id);
    let ust = ust_of(&reply);
    let events = scene.world.events.all();
    let [.., opened, used] = &*events else {
        panic!("two events");
    };
    assert_eq!(opened.operation, "session.on_external_auth_succeeded");
    assert_eq!(opened.outcome, Outcome::Ok);
    assert_eq!(opened.target.as_deref(), Some(&*scene.ann_id));
    assert_eq!(opened.current_app.as_deref(), Some("CRM"));
    assert_eq!(
        (&*used.operation, &used.cid),
        ("user.get_user", &opened.cid)
    );

    let session = scene.world.sso.verify(&caller(), &ust).await.unwrap();
    let session = session.unwrap();
    assert_eq!(session.user_id, scene.ann_id);
    assert_eq!(session.remote_addr.as_deref(), Some("192.0.2.10"));
    scene.world.ask(&ust, "GET", "/user", json!({})).await.ok();

    let below = format!("session/{}/", scene.ann_id);
    let sessions = stored(&*scene.world.storage, &below).await;
    let document: Value = serde_json::from_str(&sessions[0].value).unwrap();
    assert_eq!(document["auth_type"], "basic_auth");
    assert_eq!(document["auth_principal"], "pubapi");
    assert_eq!(document["ext_session_id"], "basic_auth.pubapi");
    for (key, value) in scene.world.stored().await {
        assert!(!key.contains(&ust) && !value.contains(&ust));
    }
}

#[tokio::test]
async fn the_same_session_is_found_again() {
    let scene = linked().await;
    let first = scene.present_ust("pubapi").await;
    let again = scene.present_ust("pubapi").await;
    assert_ne!(first, again, "sealed anew");
    let below = format!("session/{}/", scene.ann_id);
    assert_eq!(scene.world.keys(&below).await.len(), 1);
    scene.world.sso.logout(&caller(), &again).await.unwrap();
    assert!(!scene.world.is_open(&first).await);
}

#[tokio::test]
async fn every_answer_has_the_ust_of_the_linked_user_also_an_error() {
    let scene = linked().await;
    let header = basic("pubapi", PROGRAM_PASSWORD);
    let headers = [("authorization", &*header)];
    let app = json!({"current_app": "CRM"});
    for (method, path, input, status) in [
        ("PATCH", "/user/session", app.clone(), 200),
        ("GET", "/user/linked", app.clone(), 200),
        ("GET", "/user", json!({}), 400),
        ("POST", "/user/login", json!({}), 400),
        (
            "POST",
            "/user/login",
            json!({"username": "x", "password": "y", "current_app": "CRM"}),
            403,
        ),
        ("POST", "/user/approve", json!({"current_app": "CRM"}), 400),
        (
            "POST",
            "/user/approve",
            json!({"current_app": "CRM", "user_id": "x"}),
            403,
        ),
        ("GET", "/user", json!({"current_app": "Sales"}), 200),
        ("POST", "/user/logout", app, 200),
    ] {
        let reply = scene.world.call_with(&headers, method, path, input).await;
        assert_eq!(reply.status, status, "{method} {path}: {reply:?}");
        ust_of(&reply);
    }
    for (method, path, body, status) in [
        ("GET", "/nothing", json!({}), 404),
        ("PUT", "/user", json!({}), 405),
        ("GET", "/user", json!([]), 400),
    ] {
        scene.world.events.take();
        let reply = scene.world.call_with(&headers, method, path, body).await;
        assert_eq!(reply.status, status);
        assert!(!reply.headers.contains_key(UST));
        assert!(
            scene.world.events.all().is_empty(),
            "no work is done for it"
        );
    }
}

/// As if the header was not there: but for the event.
#[tokio::test]
async fn a_credential_that_is_not_linked_opens_no_session() {
    let scene = linked().await;
    scene.present("pubapi").await.ok();
    let app = json!({"current_app": "CRM"});
    for (name, password, event) in [
        ("pubapi", "wrong", "session.on_external_auth_failed"),
        ("pubapi", "", "session.on_external_auth_failed"),
        (
            "PUBAPI",
            PROGRAM_PASSWORD,
            "session.on_external_auth_failed",
        ),
        (
            "nobody",
            PROGRAM_PASSWORD,
            "session.on_external_auth_failed",
        ),
        ("", PROGRAM_PASSWORD, "session.on_external_auth_failed"),
        (
            "ann",
            crate::kit::PASSWORD,
            "session.on_external_auth_failed",
        ),
        (
            "batch",
            PROGRAM_PASSWORD,
            "session.on_external_auth_succeeded",
        ),
    ] {
        scene.world.events.take();
        let header = basic(name, password);
        let headers = [("authorization", &*header)];
        let reply = scene.user(&headers, app.clone()).await.bad_request();
        assert!(!reply.headers.contains_key(UST));
        let events = scene.world.events.take();
        assert_eq!(events.len(), 1, "the request itself reaches no operation");
        assert_eq!(events[0].operation, event);
        assert_eq!(events[0].target, None);
        if event.ends_with("failed") {
            assert_eq!(events[0].outcome, Outcome::Refused);
            assert_eq!(events[0].sub_status, ["E005001"]);
            let typed = events[0].detail("typed_username").unwrap();
            assert!(typed.len() == 32 && !format!("{events:?}").contains(&header));
        }
        let input = json!({"ust": scene.boss, "current_app": "CRM"});
        let reply = scene.user(&headers, input).await.ok();
        assert_eq!(reply.text("username"), "boss");
    }
}

/// Many browsers send a header for a proxy along with everything.
#[tokio::test]
async fn a_throttled_credential_does_not_delay_a_request_with_a_session() {
    let scene = linked().await;
    let wrong = basic("pubapi", "wrong");
    let headers = [("authorization", &*wrong)];
    for _ in 0..10 {
        scene.user(&headers, json!({"current_app": "CRM"})).await;
    }
    let reply = scene.user(&headers, json!({"current_app": "CRM"})).await;
    assert_eq!(reply.status, 429, "{reply:?}");
    let input = json!({"ust": scene.boss, "current_app": "CRM"});
    scene.user(&headers, input).await.ok();
}

#[tokio::test]
async fn a_header_of_another_scheme_is_ignored() {
    let scene = linked().await;
    let good = basic("pubapi", PROGRAM_PASSWORD);
    let long = basic("pubapi", &"x".repeat(8_000));
    let app = json!({"current_app": "CRM"});
    for header in [
        "",
        "Basic",
        "Basic ",
        "Basic pubapi",
        "Basic !!!!",
        "Basic cHViYXBp",
        "Basic /////w==",
        "Digest username=pubapi",
        &good.replace("Basic ", "Basic"),
        &format!("{good} {good}"),
        &long,
    ] {
        scene.world.events.take();
        let headers = [("authorization", header)];
        scene.user(&headers, app.clone()).await.bad_request();
        assert!(scene.world.events.all().is_empty(), "{header}");
    }
    let twice = [("authorization", &*good), ("authorization", &*good)];
    scene.user(&twice, app.clone()).await.bad_request();
    let with_case = good.replace("Basic", "bAsIc ");
    scene
        .user(&[("authorization", &*with_case)], app)
        .await
        .ok();
}

#[tokio::test]
async fn the_ust_of_the_input_takes_precedence_over_the_credential() {
    let scene = linked().await;
    let header = basic("pubapi", PROGRAM_PASSWORD);
    let headers = [("authorization", &*header)];
    let input = json!({"ust": scene.boss, "current_app": "CRM"});
    let reply = scene.user(&headers, input).await.ok();
    assert_eq!(reply.text("username"), "boss");
    assert!(scene.world.is_open(&ust_of(&reply)).await);
    for ust in [json!(""), Value::Null, json!("garbage")] {
        let input = json!({"ust": ust, "current_app": "CRM"});
        scene.user(&headers, input).await.refused("E007001");
    }
    let reply = scene
        .world
        .call_with(
            &headers,
            "POST",
            "/user/session",
            json!({"current_ust": scene.boss, "target_ust": scene.boss, "current_app": "CRM"}),
        )
        .await;
    assert_eq!(reply.ok().json["is_valid"], json!(true));
}

/// A company without such credentials does not pay for hashes.
#[tokio::test]
async fn without_definitions_a_credential_is_ignored() {
    let world = World::new().await;
    let header = basic("pubapi", PROGRAM_PASSWORD);
    let headers = [("authorization", &*header)];
    let app = json!({"current_app": "CRM"});
    let reply = world.call_with(&headers, "GET", "/user", app).await;
    reply.bad_request();
    assert_eq!(log_in(&world, "pubapi", PROGRAM_PASSWORD).await, None);
    assert!(world.events.all().is_empty());
}

/// Failed logins of a user do not count as guesses of a program's password, even under its username.
#[tokio::test]
async fn logins_under_the_name_of_a_credential_do_not_lock_it_out() {
    let scene = linked().await;
    for name in ["pubapi", "basic_auth/pubapi"] {
        for _ in 0..10 {
            let input = json!({"username": name, "password": "x", "current_app": "CRM"});
            scene.world.post("/user/login", input).await;
        }
    }
    scene.present("pubapi").await.ok();
}
