//! Address lists: for a check the address that logged in counts, and otherwise the one that calls.

use std::sync::Arc;

use serde_json::{Value, json};
use vestibule::{settings::Settings, types::Caller};

use crate::kit::{Reply, World, caller, observed};

/// Ann may come from a network.
fn ann_from(settings: &mut Settings, network: &str) {
    settings.set_address_list("ann", [network]);
}

/// Over REST, as a super-user who may come from anywhere.
async fn is_valid(world: &World, boss: &str, ust: &str) -> bool {
    let input = json!({"current_ust": boss, "target_ust": ust, "current_app": "CRM"});
    let reply = world.post("/user/session", input).await.ok();
    reply.json["is_valid"] == json!(true)
}

#[tokio::test]
async fn a_check_compares_the_list_with_the_logins_address_and_other_calls_with_the_callers() {
    let (mut world, _) = observed(|builder| {
        ann_from(&mut builder.settings, "192.0.2.0/24");
    })
    .await;
    world.approved("ann").await;
    let boss = world.super_user().await;
    let ust = world.ust("ann").await;
    let application = Caller {
        remote_addr: None,
        ..caller()
    };
    let found = world.sso.verify(&application, &ust).await.unwrap();
    assert!(found.is_some());
    world.sso.renew(&application, &ust).await.unwrap_err();
    world.peer = "203.0.113.5:1".parse().unwrap();
    let renew = json!({"ust": ust, "current_app": "CRM"});
    let reply = world.call("PATCH", "/user/session", renew.clone()).await;
    reply.refused("E005001");
    assert!(is_valid(&world, &boss, &ust).await);
    assert!(world.is_open(&ust).await);
    for (method, path, mut input) in own(&ust) {
        input["current_app"] = json!("CRM");
        let reply: Reply = world.call(method, path, input).await;
        reply.refused("E005001");
    }
    world.peer = "192.0.2.77:1".parse().unwrap();
    world.call("PATCH", "/user/session", renew).await.ok();
}

/// An operation that needs the caller's UST.
fn own(ust: &str) -> [(&'static str, &'static str, Value); 3] {
    [
        ("GET", "/user/session/list", json!({"ust": ust})),
        (
            "GET",
            "/user/session",
            json!({"current_ust": ust, "target_ust": ust}),
        ),
        ("DELETE", "/user/session", json!({"ust": ust, "all": true})),
    ]
}

#[tokio::test]
async fn a_session_from_an_address_that_is_not_listed_now_is_invalid() {
    let (world, storage) = observed(|_| {}).await;
    world.approved("ann").await;
    let (boss, ust) = (world.super_user().await, world.ust("ann").await);
    let stricter = World::builder(|builder| {
        builder.storage = Arc::new(storage.clone());
        ann_from(&mut builder.settings, "203.0.113.0/24");
    });
    let mut stricter = stricter.build().await;
    for peer in ["192.0.2.10:1", "203.0.113.5:1"] {
        stricter.peer = peer.parse().unwrap();
        assert!(!is_valid(&stricter, &boss, &ust).await);
        let from = Caller {
            remote_addr: Some(stricter.peer.ip().to_string()),
            ..caller()
        };
        assert!(stricter.sso.verify(&from, &ust).await.unwrap().is_none());
    }
    assert!(is_valid(&world, &boss, &ust).await);
}
