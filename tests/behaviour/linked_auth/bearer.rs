//! A UST in the header `Authorization: Bearer`.

use serde_json::{Value, json};
use vestibule::types::Request;

use crate::kit::{Reply, World, binary, caller};

struct Scene {
    world: World,
    boss: String,
    ann: String,
}

async fn scene() -> Scene {
    let world = World::new().await;
    let boss = world.super_user().await;
    world.approved("ann").await;
    let ann = world.ust("ann").await;
    Scene { world, boss, ann }
}

impl Scene {
    async fn with(&self, header: &str, method: &str, path: &str, input: Value) -> Reply {
        let headers = [("authorization", header)];
        self.world.call_with(&headers, method, path, input).await
    }

    async fn user(&self, header: &str, input: Value) -> Reply {
        self.with(header, "GET", "/user", input).await
    }
}

fn app() -> Value {
    json!({"current_app": "CRM"})
}

#[tokio::test]
async fn a_bearer_token_replaces_the_ust_of_any_operation() {
    let scene = scene().await;
    let boss = format!("Bearer {}", scene.boss);
    let ann = format!("Bearer {}", scene.ann);
    let reply = scene.user(&ann, app()).await.ok();
    assert_eq!(reply.text("username"), "ann");
    assert!(!reply.headers.contains_key("x-zato-sso-ust"));
    scene
        .user(&ann.replace("Bearer", "bEARER"), app())
        .await
        .ok();
    scene.with(&ann, "PATCH", "/user/session", app()).await.ok();
    scene.with(&ann, "GET", "/user/linked", app()).await.ok();
    let pending = scene.with(&boss, "GET", "/user/signup", json!({})).await;
    assert_eq!(pending.json, json!([]));

    let user_id = scene.world.confirmed("ben").await;
    let decision = json!({"current_app": "CRM", "user_id": user_id});
    let reply = scene
        .with(&ann, "POST", "/user/approve", decision.clone())
        .await;
    reply.refused("E008002");
    scene
        .with(&boss, "POST", "/user/approve", decision)
        .await
        .ok();
    scene.world.login("ben").await.ok();

    scene.with(&ann, "POST", "/user/logout", app()).await.ok();
    scene.user(&ann, app()).await.refused("E007001");
}

#[tokio::test]
async fn the_ust_of_the_input_takes_precedence() {
    let scene = scene().await;
    let ann = format!("Bearer {}", scene.ann);
    let input = json!({"ust": scene.boss, "current_app": "CRM"});
    let reply = scene.user(&ann, input).await.ok();
    assert_eq!(reply.text("username"), "boss");
    let path = format!("/user?current_app=CRM&ust={}", scene.boss);
    let reply = scene.with(&ann, "GET", &path, json!({})).await.ok();
    assert_eq!(reply.text("username"), "boss");
    for ust in [json!(""), Value::Null, json!("garbage")] {
        let input = json!({"ust": ust, "current_app": "CRM"});
        scene.user(&ann, input).await.refused("E007001");
    }
    let listed = json!({"ust": ["a"], "current_app": "CRM"});
    scene.user(&ann, listed).await.bad_request();
}

#[tokio::test]
async fn a_bearer_token_replaces_neither_token_of_a_session_check() {
    let scene = scene().await;
    let boss = format!("Bearer {}", scene.boss);
    for input in [
        json!({"current_app": "CRM"}),
        json!({"current_app": "CRM", "target_ust": scene.ann}),
        json!({"current_app": "CRM", "current_ust": scene.boss}),
        json!({"current_app": "CRM", "current_ust": scene.ann, "target_ust": scene.boss}),
    ] {
        let reply = scene.with(&boss, "POST", "/user/session", input).await;
        assert_eq!(reply.status, 403, "{reply:?}");
    }
}

#[tokio::test]
async fn a_malformed_header_is_ignored() {
    let scene = scene().await;
    let ann = &scene.ann;
    for header in [
        "",
        "Bearer",
        "Bearer ",
        ann,
        &format!("Bearer{ann}"),
        &format!("Bearer {ann} {ann}"),
        &format!("Bearer \"{ann}\""),
        &format!("Token {ann}"),
        &format!("Bearer {}", "A".repeat(8_200)),
    ] {
        scene.user(header, app()).await.bad_request();
        let input = json!({"ust": scene.boss, "current_app": "CRM"});
        scene.user(header, input).await.ok();
    }
    for garbage in ["garbage", "zustfoobar", "gAAAAABl"] {
        let header = format!("Bearer {garbage}");
        scene.user(&header, app()).await.refused("E007001");
    }
    let ann = format!("Bearer {ann}");
    let twice = [("authorization", &*ann), ("authorization", &*ann)];
    let reply = scene.world.call_with(&twice, "GET", "/user", app()).await;
    reply.bad_request();
}

/// Only the input names the application of an operation.
#[tokio::test]
async fn the_input_has_to_name_the_application_all_the_same() {
    let scene = scene().await;
    let ann = format!("Bearer {}", scene.ann);
    scene.user(&ann, json!({})).await.bad_request();
    let headers = [("authorization", &*ann), ("x-zato-sso-current-app", "CRM")];
    let reply = scene.world.call_with(&headers, "GET", "/user", json!({}));
    reply.await.bad_request();
}

/// For hosts of other kinds.
#[tokio::test]
async fn the_component_reads_the_header_itself() {
    let scene = scene().await;
    let mut request = Request {
        method: "GET".to_owned(),
        path: "/zato/sso/user".to_owned(),
        query: Some("current_app=CRM".to_owned()),
        headers: vec![("authorization".to_owned(), format!("Bearer {}", scene.ann))],
        body: Vec::new(),
        caller: caller(),
        signup_verdict: None,
    };
    let response = scene.world.sso.handle(request.clone()).await.unwrap();
    assert_eq!(response.status, 200);
    request.headers.clear();
    let response = scene.world.sso.handle(request).await.unwrap();
    assert_eq!(response.status, 400);
}

/// The most talkative server there is.
#[test]
fn no_log_contains_the_bearer_token() {
    use std::io::{Read, Write};
    let data = binary::data_directory();
    let mut server = binary::serve(data.path(), &[]);
    let token = "ThisIsATokenThatNobodyElseMaySee";
    let credential = crate::kit::basic("pubapi", "ThisIsAPasswordThatNobodyElseMaySee");
    for header in [&format!("Bearer {token}"), &credential] {
        let mut stream = std::net::TcpStream::connect(server.address).unwrap();
        let request = format!(
            "GET /zato/sso/user?current_app=CRM HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Authorization: {header}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 40"), "{answer}");
        assert!(!answer.contains(token));
    }
    assert!(server.stop("TERM").success());
    let said = server.said();
    assert!(said.contains("E007001"), "{said}");
    let encoded = credential.strip_prefix("Basic ").unwrap();
    for secret in [token, encoded, "ThisIsAPassword"] {
        assert!(!said.contains(secret), "{said}");
    }
}
