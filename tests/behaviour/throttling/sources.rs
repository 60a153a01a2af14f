//! Failures are counted for the source, for all accounts together.

use serde_json::json;
use vestibule::{
    Error,
    http::parse_network,
    types::{Caller, LoginRequest},
};

use super::{MINUTE, STRANGE};
use crate::kit::{World, caller, login_input, login_request, stored};

#[tokio::test]
async fn after_a_hundred_failures_a_source_waits_for_every_account() {
    let mut world = World::new().await;
    world.approved("ann").await;
    for number in 0..100 {
        world.guesses(&format!("person{}", number / 5), 1).await;
    }
    world.guess("nobody").await.waits(60);
    world.login("ann").await.waits(60);
    let home = world.peer.ip().to_string();
    world.comes_from(STRANGE);
    world.login("ann").await.ok();
    world.comes_from(&home);
    world.advance(MINUTE);
    world.login("ann").await.ok();
    world.guesses("ann", 1).await;
    world.login("ann").await.waits(120);
}

#[tokio::test]
async fn an_ipv6_network_of_64_bits_is_one_source() {
    let mut world = World::new().await;
    world.approved("ann").await;
    for number in 1..=10 {
        world.comes_from(&format!("2001:db8:0:7:{number:x}::1"));
        world.guesses("ann", 1).await;
    }
    world.comes_from("2001:0db8::7:ffff:0:0:9");
    world.login("ann").await.waits(60);
    world.comes_from("2001:db8:0:8::1");
    world.login("ann").await.ok();
}

#[tokio::test]
async fn an_ipv4_address_is_one_source_however_it_is_written() {
    let mut world = World::new().await;
    world.approved("ann").await;
    for address in ["198.51.100.7", "::ffff:198.51.100.7", "::ffff:c633:6407"] {
        world.comes_from(address);
        world.guesses("ann", 3).await;
    }
    world.guesses("ann", 1).await;
    for address in ["198.51.100.7", "::ffff:198.51.100.7"] {
        world.comes_from(address);
        world.login("ann").await.waits(60);
    }
    world.comes_from("198.51.100.8");
    world.login("ann").await.ok();
}

fn request(name: &str, password: &str) -> LoginRequest {
    LoginRequest {
        password: password.to_owned(),
        ..login_request(name)
    }
}

#[tokio::test]
async fn callers_without_an_address_are_counted_for_the_account_only() {
    let world = World::new().await;
    world.approved("ann").await;
    let nowhere = Caller {
        remote_addr: None,
        ..caller()
    };
    for number in 0..110 {
        let request = request(&format!("person{number}"), "wrong");
        let refused = world.sso.login(&nowhere, &request).await;
        assert!(matches!(refused, Err(Error::Rejected(_))), "{refused:?}");
    }
    let right = request("ann", crate::kit::PASSWORD);
    world.sso.login(&nowhere, &right).await.unwrap();
    for _ in 0..10 {
        let wrong = request("ann", "wrong");
        world.sso.login(&nowhere, &wrong).await.unwrap_err();
    }
    let throttled = world.sso.login(&nowhere, &right).await;
    assert!(matches!(throttled, Err(Error::Throttled(60))));
    world.login("ann").await.ok();
    assert!(stored(&*world.storage, "attempt/source/").await.is_empty());
}

/// A trusted client speaks for many; others cannot say who they are.
#[tokio::test]
async fn the_source_is_the_end_user_that_a_trusted_client_names() {
    for is_trusted in [true, false] {
        let world = World::builder(|builder| {
            if is_trusted {
                let networks = [parse_network("192.0.2.10").unwrap()];
                builder.options.trusted_clients = networks.into_iter().collect();
            }
            builder
                .settings
                .set("apps.login_metadata_allowed", vec!["CRM"]);
        });
        let world = world.build().await;
        world.approved("ann").await;
        let mut input = login_input("ann");
        input["password"] = json!("wrong");
        for number in 1..=10 {
            let address = match number {
                1..=9 => "203.0.113.1",
                _ => "no address",
            };
            input["remote_addr"] = json!(address);
            let reply = world.post("/user/login", input.clone()).await;
            reply.refused("E005001");
        }
        world.post("/user/login", input).await.waits(60);
        let counted = stored(&*world.storage, "attempt/source/").await;
        let mut sources: Vec<&str> = counted
            .iter()
            .map(|entry| entry.key.split('/').nth(2).unwrap())
            .collect();
        sources.dedup();
        assert_eq!(sources.len(), if is_trusted { 2 } else { 1 });
    }
}
