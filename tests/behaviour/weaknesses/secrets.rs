//! What logs and answers tell.

use serde_json::json;
use vestibule::audit::{AuditLog, TracingAuditLog};

use crate::kit::{Company, Fault, Lines, PASSWORD, user_document};

/// Security 12: secrets in logs.
#[tokio::test]
async fn no_failure_logs_what_was_sent() {
    let (lines, _listening) = Lines::listen();
    let company = Company::new().await;
    let token = company.forgotten("ann").await.unwrap();
    let key = company.exchange(&token).await.ok().text("reset_key");
    company.exchange(&token).await.refused("E010001");
    company.complete(&key, &token).await.refused("E010001");
    let world = &company.world;
    let incomplete = json!({"username": "ann", "password": PASSWORD});
    world.post("/user/login", incomplete).await.bad_request();
    let query = format!("/zato/sso/user?current_app=CRM&ust={}", company.ann);
    world.raw("GET", &query, "").await.ok();
    let query = format!("/zato/sso/user/login?password={}", "Tr0ub4dor");
    world.raw("POST", &query, "").await.bad_request();
    let sessions = json!({"current_ust": company.ben, "target_ust": company.ann});
    let refused = company.ask("", "POST", "/user/session", sessions).await;
    refused.refused("E005001");

    for event in world.events.all() {
        TracingAuditLog.emit(&event);
    }
    let logged = lines.text();
    assert!(logged.contains("password_reset.exchange"), "{logged}");
    for secret in [
        &*token,
        &key,
        PASSWORD,
        &company.ann,
        &company.ben,
        "Tr0ub4dor",
    ] {
        assert!(!logged.contains(secret), "{secret} is in the log");
    }
}

/// Security 13: error details of internal exceptions are returned to callers.
#[tokio::test]
async fn a_failure_of_ours_tells_nobody_why() {
    let company = Company::new().await;
    company.storage.fail_from(0, Fault::Unavailable);
    let reply = company.ask(&company.ann, "GET", "/user", json!({})).await;
    let expected = json!({"status": "error", "sub_status": ["E008004"], "cid": reply.json["cid"]});
    assert_eq!((reply.status, &reply.json), (503, &expected));
    let event = company.world.events.last();
    assert_eq!(
        event.cid,
        reply.text("cid"),
        "by which the operator finds it"
    );
}

/// Security 13 and section 3.4: what the caller did wrong ends as an internal error.
#[tokio::test]
async fn what_the_caller_did_wrong_is_no_internal_error() {
    let company = Company::new().await;
    for (method, path, body, status) in [
        ("POST", "/user/login", "{".to_owned(), 400),
        ("PUT", "/user", "{}".to_owned(), 405),
        ("GET", "/user/create", "{}".to_owned(), 404),
        (
            "GET",
            "/user",
            json!({"ust": "gAAAnonsense", "current_app": "CRM"}).to_string(),
            403,
        ),
    ] {
        let path = format!("/zato/sso{path}");
        let reply = company.world.raw(method, &path, body).await;
        assert_eq!(reply.status, status, "{method} {path}");
    }
    let boss = &company.boss;
    for (method, path, members, status) in [
        ("PATCH", "/user", json!({"password_expiry": "soon"}), 403),
        ("PATCH", "/user", json!({"is_locked": "perhaps"}), 400),
        ("GET", "/user/search", json!({"page_size": "many"}), 400),
        ("GET", "/user/search", json!({"name_op": "xor"}), 403),
        ("GET", "/user/search", json!({"display_name": ""}), 403),
        ("DELETE", "/user", json!({"user_id": "zusr0"}), 403),
        ("GET", "/user/attr", json!({"data": ["a", "b"]}), 200),
    ] {
        let reply = company.ask(boss, method, path, members).await;
        assert_eq!(reply.status, status, "{method} {path}: {reply:?}");
    }
}

/// Security 15: search returns encrypted texts.
#[tokio::test]
async fn what_is_found_is_in_clear_and_keys_are_not_shown() {
    let company = Company::new().await;
    let key = company.with_codes().await;
    let criteria = json!({"username": "ann"});
    let reply = company.ask(&company.boss, "GET", "/user/search", criteria);
    let reply = reply.await.ok();
    let found = &reply.json["result"][0];
    assert_eq!(found["email"], "ann@example.com");
    assert_eq!(found["totp_label"], "phone");
    let user = user_document(&company.storage, &company.ann_id).await;
    let text = String::from_utf8(reply.bytes).unwrap();
    assert!(!text.contains(&key));
    for field in ["email", "totp_key", "password"] {
        assert!(!text.contains(user[field].as_str().unwrap()), "{field}");
    }
}
