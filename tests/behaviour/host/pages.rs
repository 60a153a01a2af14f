//! The host's own answers, and the clients it trusts.

use axum::{body::Body, extract::Request};
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;
use vestibule::{
    http::{OPENAPI, RouterOptions, metrics_router, router},
    types::Session,
};

use crate::kit::{Fault, PASSWORD, Reply, World, caller, login_input, observed};

#[tokio::test]
async fn ready_is_red_while_storage_is_gone_and_green_again() {
    let (world, storage) = observed(|_| {}).await;
    let get = |path| world.raw("GET", path, "");
    assert_eq!(get("/readyz").await.status, 200);
    storage.fail_from(0, Fault::Unavailable);
    for _ in 0..2 {
        let reply = get("/readyz").await;
        assert_eq!((reply.status, reply.bytes.len()), (503, 0));
    }
    assert_eq!(get("/healthz").await.status, 200, "the process is well");
    storage.heal();
    assert_eq!(get("/readyz").await.status, 200);
    assert!(world.events.all().is_empty());
}

#[tokio::test]
async fn the_description_of_the_api_is_served() {
    let world = World::new().await;
    let reply = world.raw("GET", "/openapi.json", "").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], "application/json");
    assert_eq!(reply.bytes, OPENAPI.as_bytes());
    assert_eq!(reply.json["openapi"], "3.1.0");
    let reply = world.raw("HEAD", "/openapi.json", "").await;
    assert_eq!((reply.status, reply.bytes.len()), (200, 0));
    for method in ["POST", "OPTIONS", "DELETE"] {
        let reply = world.raw(method, "/openapi.json", "{}").await;
        assert_eq!((reply.status, reply.bytes.len()), (405, 0), "{method}");
    }
    assert!(world.events.all().is_empty());
}

/// An embedder has its own description, perhaps with more operations.
#[tokio::test]
async fn the_library_leaves_the_path_of_the_description_free() {
    let world = World::new().await;
    let request = Request::get("/openapi.json").body(Body::empty()).unwrap();
    let router = router(world.sso.clone(), RouterOptions::default());
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 404);
}

async fn metrics(world: &World) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let router = metrics_router(world.sso.clone());
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn metrics_contain_no_personal_data() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    world.login("somebody-unknown").await;
    world.login("somebody-unknown").await;
    world.raw("GET", "/strange/path", "").await;
    world
        .log_in("ann", json!({"current_app": "strange-app"}))
        .await;
    let text = metrics(&world).await;
    for line in [
        "vestibule_operations_total{operation=\"user.login\",outcome=\"ok\"} 1",
        "vestibule_operations_total{operation=\"user.login\",outcome=\"refused\"} 3",
        "vestibule_operations_total{operation=\"user.signup\",outcome=\"ok\"} 1",
        "vestibule_http_responses_total{status=\"404\"} 1",
        "vestibule_http_responses_total{status=\"403\"} 2",
        "vestibule_http_in_flight 0",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "no {line} in {text}"
        );
    }
    assert!(text.ends_with("# EOF\n"));
    for private in [
        "ann",
        &*user_id,
        &ust,
        PASSWORD,
        "example.com",
        "unknown",
        "strange",
        "192.0.2",
        "CRM",
    ] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

#[tokio::test]
async fn metrics_are_not_where_the_public_is() {
    let world = World::new().await;
    assert_eq!(world.raw("GET", "/metrics", "").await.status, 404);
}

async fn login(world: &World, forwarded: &[&str]) -> Reply {
    let mut request = Request::builder()
        .method("POST")
        .uri("/zato/sso/user/login");
    for value in forwarded {
        request = request.header("X-Forwarded-For", *value);
    }
    let body = Body::from(login_input("ann").to_string());
    world.send(request.body(body).unwrap()).await
}

async fn session(world: &World, forwarded: &[&str]) -> Session {
    let ust = login(world, forwarded).await.ok().text("ust");
    world.sso.verify(&caller(), &ust).await.unwrap().unwrap()
}

async fn seen(world: &World, forwarded: &[&str]) -> Option<String> {
    session(world, forwarded).await.remote_addr
}

fn behind(networks: &[&str]) -> impl FnOnce(&mut crate::kit::WorldBuilder) {
    let networks = networks.iter();
    let networks = networks.map(|text| vestibule::http::parse_network(text).unwrap());
    let networks = networks.collect();
    |builder| builder.options.trusted_proxies = networks
}

#[tokio::test]
async fn a_client_cannot_choose_its_own_address() {
    let world = World::new().await;
    world.approved("ann").await;
    for forwarded in [&["198.51.100.7"][..], &["nonsense"], &["127.0.0.1", "::1"]] {
        assert_eq!(seen(&world, forwarded).await.unwrap(), "192.0.2.10");
    }
}

#[tokio::test]
async fn forwarded_addresses_are_trusted_up_to_the_first_unknown_proxy() {
    let mut world = World::builder(behind(&["192.0.2.0/24", "2001:db8::/32"]))
        .build()
        .await;
    world.approved("ann").await;
    for (forwarded, address) in [
        (&[][..], "192.0.2.10"),
        (&["198.51.100.7"], "198.51.100.7"),
        (&["203.0.113.1, 198.51.100.7"], "198.51.100.7"),
        (&["203.0.113.1", "198.51.100.7, 192.0.2.99"], "198.51.100.7"),
        (&["203.0.113.1, 2001:DB8:0::9"], "203.0.113.1"),
        (&["::ffff:198.51.100.7"], "198.51.100.7"),
        (&["198.51.100.7:1234"], "198.51.100.7"),
    ] {
        assert_eq!(
            seen(&world, forwarded).await.unwrap(),
            address,
            "{forwarded:?}"
        );
    }
    world.peer = "[::ffff:192.0.2.10]:1".parse().unwrap();
    assert_eq!(
        seen(&world, &["198.51.100.7"]).await.unwrap(),
        "198.51.100.7"
    );
    world.peer = "203.0.113.200:1".parse().unwrap();
    assert_eq!(
        seen(&world, &["198.51.100.7"]).await.unwrap(),
        "203.0.113.200"
    );
}

#[tokio::test]
async fn an_address_from_an_invalid_forwarded_header_is_on_no_list() {
    let world = World::builder(|builder| {
        behind(&["192.0.2.0/24"])(builder);
        builder.settings.set_address_list("ann", ["*"]);
    });
    let world = world.build().await;
    world.approved("ann").await;
    login(&world, &["198.51.100.7"]).await.ok();
    for forwarded in ["unknown", "", "198.51.100.7, _hidden", "198.51.100.7,"] {
        login(&world, &[forwarded]).await.refused("E005001");
    }
}
