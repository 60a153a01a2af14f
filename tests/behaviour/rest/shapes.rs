//! REST: for every input, the answer has one of the documented shapes.

use super::routes::{is_cid, plain};
use axum::{body::Body, extract::Request};
use serde_json::{Value, json};
use vestibule::types::Request as TypedRequest;

use crate::{
    kit::{PASSWORD, World, caller, login_input, signup_input},
    operations::routes,
};

const MAX_BODY: usize = 65_536;

#[tokio::test]
async fn a_body_that_is_not_a_json_object_is_a_bad_request() {
    let world = World::new().await;
    let deep = |levels| format!("{{\"a\": {}{}}}", "[".repeat(levels), "]".repeat(levels));
    let bodies: Vec<Vec<u8>> = vec![
        b"{".to_vec(),
        b"[]".to_vec(),
        b"[{}]".to_vec(),
        b"1".to_vec(),
        b"null".to_vec(),
        b"true".to_vec(),
        b"\"text\"".to_vec(),
        b"{} {}".to_vec(),
        b"{'a': 1}".to_vec(),
        b"{\"a\": 1,}".to_vec(),
        b"{\"a\": NaN}".to_vec(),
        b"{\"a\": \"\\ud800\"}".to_vec(),
        b"username=ann&password=x".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"{\"a\": \"\xff\xfe\"}".to_vec(),
        b"{\"a\": \"\\u0000\"}".to_vec(),
        b"{\"a\\u0000\": 1}".to_vec(),
        b"{\"a\": [{\"b\": \"\\u0000\"}]}".to_vec(),
        b"\x00".to_vec(),
        deep(200).into_bytes(),
        deep(30_000).into_bytes(),
    ];
    for (path, methods) in routes() {
        for method in &methods {
            for body in &bodies {
                let path = format!("/zato/sso{path}");
                let reply = world.raw(method, &path, body.clone()).await;
                plain(&reply, 400, "Bad request");
            }
        }
    }
    assert!(world.events.all().is_empty(), "none of it is an operation");
    world
        .post("/user/login", json!({"a": deep(100)}))
        .await
        .bad_request();
}

#[tokio::test]
async fn a_nul_in_the_query_string_is_a_bad_request() {
    let world = World::new().await;
    world.approved("ann").await;
    for query in ["username=ann%00", "%00=1", "x=1&y=%00"] {
        let path = format!("/zato/sso/user/login?{query}");
        let reply = world
            .raw("POST", &path, login_input("ann").to_string())
            .await;
        plain(&reply, 400, "Bad request");
    }
}

fn padded(length: usize) -> String {
    let mut input = login_input("ann");
    input["padding"] = json!("");
    let padding = length - input.to_string().len();
    input["padding"] = json!("x".repeat(padding));
    input.to_string()
}

#[tokio::test]
async fn a_body_has_at_most_64_kib() {
    let world = World::new().await;
    world.approved("ann").await;
    let exact = padded(MAX_BODY);
    assert_eq!(exact.len(), MAX_BODY);
    world.raw("POST", "/zato/sso/user/login", exact).await.ok();
    for path in ["/zato/sso/user/login", "/zato/sso/nothing"] {
        let reply = world.raw("POST", path, padded(MAX_BODY + 1)).await;
        plain(&reply, 413, "Payload too large");
    }
    let reply = world
        .raw("POST", "/zato/sso/user/login", vec![0; 1 << 20])
        .await;
    plain(&reply, 413, "Payload too large");
}

/// For hosts that have no limit of their own.
#[tokio::test]
async fn the_component_itself_accepts_at_most_64_kib() {
    let world = World::new().await;
    world.approved("ann").await;
    for (length, status) in [(MAX_BODY, 200), (MAX_BODY + 1, 413)] {
        let request = TypedRequest {
            method: "POST".to_owned(),
            path: "/zato/sso/user/login".to_owned(),
            query: None,
            headers: Vec::new(),
            body: padded(length).into_bytes(),
            caller: caller(),
            signup_verdict: None,
        };
        let response = world.sso.handle(request).await.unwrap();
        assert_eq!(response.status, status);
        if status == 413 {
            let body: Value = serde_json::from_slice(&response.body).unwrap();
            assert_eq!(body["details"], "Payload too large");
        }
    }
}

#[tokio::test]
async fn the_query_string_wins_over_the_body() {
    let world = World::new().await;
    world.approved("ann").await;
    let mut input = login_input("ann");
    input["current_app"] = json!("Sales");
    let body = input.to_string();
    let path = "/zato/sso/user/login?current_app=CRM";
    world.raw("POST", path, body.clone()).await.ok();

    let password = PASSWORD.replace(' ', "+");
    let query = format!("/zato/sso/user/login?username=ANN&password={password}&current_app=CRM");
    world.raw("POST", &query, "").await.ok();
    world.raw("POST", &query, " \r\n").await.ok();

    let path = "/zato/sso/user/login?current_app=CRM&username=";
    world.raw("POST", path, body).await.refused("E005001");
}

#[tokio::test]
async fn a_parameter_given_twice_is_a_list_which_no_name_is() {
    let world = World::new().await;
    world.approved("ann").await;
    let path = "/zato/sso/user/login?username=ann&username=ann";
    let body = login_input("ann").to_string();
    world.raw("POST", path, body).await.bad_request();

    let signup = signup_input("ben").to_string();
    let path = "/zato/sso/user/signup?app_list=CRM&app_list=ERP";
    world.raw("POST", path, signup).await.ok();
}

#[tokio::test]
async fn get_takes_its_input_from_the_body_or_the_query_string() {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    let body = json!({"ust": ust, "current_app": "CRM"}).to_string();
    world.raw("GET", "/zato/sso/user", body).await.ok();
    let path = format!("/zato/sso/user?ust={ust}&current_app=CRM");
    world.raw("GET", &path, "").await.ok();
}

#[tokio::test]
async fn headers_are_not_looked_at() {
    let world = World::new().await;
    world.approved("ann").await;
    let huge = "x".repeat(30_000);
    for (name, value) in [
        ("content-type", &b"application/x-www-form-urlencoded"[..]),
        ("content-type", b"text/xml; charset=utf-16"),
        ("content-type", b""),
        ("content-type", b"\xff"),
        ("accept", b"text/html"),
        ("authorization", b"Basic Ym9zczpib3Nz"),
        ("x-http-method-override", b"GET"),
        ("x-zato-forwarded-for", b"not an address"),
        ("x-forwarded-for", b"\xff, ,"),
        ("user-agent", b"\xff\xfe"),
        ("user-agent", huge.as_bytes()),
        ("cookie", huge.as_bytes()),
        ("host", b"elsewhere.example"),
    ] {
        let request = Request::builder()
            .method("POST")
            .uri("/zato/sso/user/login")
            .header(name, value)
            .body(Body::from(login_input("ann").to_string()))
            .unwrap();
        let ust = world.send(request).await.ok().text("ust");
        let found = world.sso.verify(&caller(), &ust).await.unwrap().unwrap();
        assert_eq!(found.remote_addr.as_deref(), Some("192.0.2.10"));
        assert!(found.user_agent.unwrap_or_default().len() <= 512 * 3);
    }
}

#[tokio::test]
async fn every_answer_is_json_not_to_be_kept_and_has_the_cid_of_its_event() {
    let world = World::new().await;
    let boss = world.super_user().await;
    world.approved("ann").await;
    let user_id = world.confirmed("ben").await;
    let ust = world.ust("ann").await;
    let session = |ust: &str| json!({"ust": ust, "current_app": "CRM"});
    let decision = json!({"ust": boss, "current_app": "CRM", "user_id": user_id});
    for (method, path, input, status) in [
        ("POST", "/user/login", login_input("ann"), 200),
        ("POST", "/user/login", login_input("nobody"), 403),
        (
            "POST",
            "/user/login",
            json!({"username": "a", "password": "b", "current_app": "c"}),
            200,
        ),
        ("GET", "/user", session(&ust), 200),
        ("GET", "/user", session("garbage"), 403),
        ("PATCH", "/user/session", session(&ust), 200),
        ("POST", "/user/session", json!({"current_app": "CRM"}), 403),
        (
            "POST",
            "/user/signup/confirm",
            json!({"confirm_token": "x"}),
            403,
        ),
        ("POST", "/user/approve", decision.clone(), 200),
        ("POST", "/user/logout", session(&ust), 200),
    ] {
        let reply = world.call(method, path, input).await;
        assert_eq!(reply.status, status, "{method} {path}: {reply:?}");
        let cid = reply.text("cid");
        assert!(is_cid(&cid), "{cid}");
        assert_eq!(world.events.last().cid, cid, "{method} {path}");
        assert_eq!(reply.headers["content-type"], "application/json");
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert_eq!(
            reply.headers.len(),
            2 + usize::from(reply.headers.contains_key("content-length"))
        );
    }
    let reply = world.call("GET", "/user/signup", session(&boss)).await;
    assert!(reply.json.is_array(), "{reply:?}");
    assert_eq!(reply.headers["cache-control"], "no-store");
    let reply = world.post("/user/signup/approve", decision).await;
    assert_eq!((reply.status, reply.bytes.len()), (200, 0));
    assert_eq!(reply.headers["cache-control"], "no-store");
}

/// The deepest input that is accepted, wherever it may be looked at. The component's stack is small.
#[tokio::test]
async fn the_deepest_input_is_answered_by_every_operation() {
    let world = World::new().await;
    let deep = format!("{}1{}", "{\"a\":".repeat(126), "}".repeat(126));
    for key in [
        "nothing",
        "current_app",
        "ust",
        "username",
        "app_list",
        "user_id",
    ] {
        let body = format!("{{\"{key}\": {deep}}}");
        for (method, path) in [
            ("POST", "/zato/sso/user/signup"),
            ("GET", "/zato/sso/user/signup"),
            ("POST", "/zato/sso/user/login"),
            ("POST", "/zato/sso/user/approve"),
            ("POST", "/zato/sso/user/session"),
            ("GET", "/zato/sso/user"),
        ] {
            let reply = world.raw(method, path, body.clone()).await;
            assert!(reply.status < 500, "{method} {path} {key}: {reply:?}");
        }
    }
}
