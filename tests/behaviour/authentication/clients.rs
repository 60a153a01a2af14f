//! Login: the addresses of users, and the clients that are trusted to send them.

use std::net::SocketAddr;

use serde_json::{Value, json};
use vestibule::{
    http::parse_network,
    settings::Settings,
    types::{Caller, LoginMetadata, LoginRequest, Session},
};

use crate::kit::{Reply, World, WorldBuilder, caller, login_input, login_request};

fn list(settings: &mut Settings, name: &str, entries: &[&str]) {
    settings.set_address_list(name, entries.iter().copied());
}

async fn logs_in_from(entries: &[&str], address: &str) -> bool {
    let mut world = World::with(|settings| list(settings, "ann", entries)).await;
    world.approved("ann").await;
    world.peer = SocketAddr::new(address.parse().unwrap(), 1);
    let reply = world.login("Ann").await;
    if reply.status == 200 {
        reply.ok();
        return true;
    }
    reply.refused("E005001");
    false
}

#[tokio::test]
async fn a_user_with_a_list_comes_from_an_address_on_it() {
    for (entries, address, is_let_in) in [
        (&["192.0.2.10"][..], "192.0.2.10", true),
        (&["192.0.2.10"], "192.0.2.11", false),
        (&["203.0.113.1", "192.0.2.0/24"], "192.0.2.200", true),
        (&["192.0.2.0/24"], "192.0.3.1", false),
        (&["192.0.2.0/24"], "::ffff:192.0.2.1", true),
        (&["2001:db8::/32"], "2001:db8:1::1", true),
        (&["2001:db8::/32"], "2001:db9::1", false),
        (&["*"], "203.0.113.77", true),
        (&[], "192.0.2.10", false),
    ] {
        let is_in = logs_in_from(entries, address).await;
        assert_eq!(is_in, is_let_in, "{address} on {entries:?}");
    }
}

#[tokio::test]
async fn a_user_without_a_list_is_refused_only_if_that_is_wanted() {
    for is_wanted in [false, true] {
        let world = World::with(|settings| {
            settings.set("login.reject_if_not_listed", is_wanted);
            list(settings, "ben", &["*"]);
        })
        .await;
        world.approved("ann").await;
        world.approved("ben").await;
        world.login("ben").await.ok();
        let reply = world.login("ann").await;
        if is_wanted {
            reply.refused("E005001");
        } else {
            reply.ok();
        }
    }
}

fn request() -> LoginRequest {
    login_request("ann")
}

#[tokio::test]
async fn an_unknown_address_is_on_no_list() {
    let nowhere = Caller {
        remote_addr: None,
        ..caller()
    };
    let world = World::with(|settings| list(settings, "ann", &["*"])).await;
    world.approved("ann").await;
    world.sso.login(&caller(), &request()).await.unwrap();
    world.sso.login(&nowhere, &request()).await.unwrap_err();
    let nonsense = Caller {
        remote_addr: Some("unknown".to_owned()),
        ..caller()
    };
    world.sso.login(&nonsense, &request()).await.unwrap_err();

    let world = World::new().await;
    world.approved("ann").await;
    world.sso.login(&nowhere, &request()).await.unwrap();
}

/// Whether the client is trusted, and the application allowed, to speak for others.
async fn front_end(
    is_trusted: bool,
    is_allowed: bool,
    change: impl FnOnce(&mut WorldBuilder),
) -> World {
    let world = World::builder(|builder| {
        if is_trusted {
            let networks = [parse_network("192.0.2.10").unwrap()];
            builder.options.trusted_clients = networks.into_iter().collect();
        }
        if is_allowed {
            builder
                .settings
                .set("apps.login_metadata_allowed", vec!["CRM"]);
        }
        change(builder);
    });
    let world = world.build().await;
    world.approved("ann").await;
    world
}

async fn login(world: &World, metadata: Value) -> Reply {
    let mut input = login_input("ann");
    let fields = metadata.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(fields);
    world.post("/user/login", input).await
}

async fn session(world: &World, reply: Reply) -> Session {
    let ust = reply.ok().text("ust");
    world.sso.verify(&caller(), &ust).await.unwrap().unwrap()
}

#[tokio::test]
async fn metadata_needs_a_trusted_client_and_an_allowed_application() {
    let samples = [
        json!({"remote_addr": "198.51.100.7", "user_agent": "Lynx"}),
        json!({"remote_addr": "198.51.100.7"}),
        json!({"user_agent": ""}),
        json!({"remote_addr": null}),
    ];
    for (is_trusted, is_allowed) in [(false, false), (true, false), (false, true)] {
        let world = front_end(is_trusted, is_allowed, |_| {}).await;
        for sample in &samples {
            login(&world, sample.clone()).await.refused("E006001");
            let mut wrong = sample.clone();
            wrong["password"] = json!("wrong");
            login(&world, wrong).await.refused("E005001");
        }
        login(&world, json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_session_begun_by_a_trusted_client_belongs_to_the_end_user() {
    let world = front_end(true, true, |_| {}).await;
    let given = json!({"remote_addr": " ::FFFF:198.51.100.7", "user_agent": "Lynx"});
    let session_of = session(&world, login(&world, given).await).await;
    assert_eq!(session_of.remote_addr.as_deref(), Some("198.51.100.7"));
    assert_eq!(session_of.user_agent.as_deref(), Some("Lynx"));

    let given = json!({"user_agent": "x".repeat(2_000)});
    let session_of = session(&world, login(&world, given).await).await;
    assert_eq!(session_of.remote_addr.as_deref(), Some("192.0.2.10"));
    assert_eq!(session_of.user_agent.unwrap().len(), 512);

    let session_of = session(&world, login(&world, json!({})).await).await;
    assert_eq!(session_of.remote_addr.as_deref(), Some("192.0.2.10"));
}

#[tokio::test]
async fn the_list_is_compared_with_the_person_not_with_the_front_end() {
    let person = json!({"remote_addr": "198.51.100.7"});
    let world = front_end(true, true, |builder| {
        list(&mut builder.settings, "ann", &["198.51.100.7"]);
    })
    .await;
    login(&world, person.clone()).await.ok();
    login(&world, json!({})).await.refused("E005001");
    login(&world, json!({"remote_addr": "203.0.113.5"}))
        .await
        .refused("E005001");

    let world = front_end(true, true, |builder| {
        list(&mut builder.settings, "ann", &["192.0.2.10"]);
    })
    .await;
    login(&world, person).await.refused("E005001");
}

#[tokio::test]
async fn metadata_of_an_untrusted_client_does_not_pass_an_address_list() {
    let world = front_end(false, true, |builder| {
        list(&mut builder.settings, "ann", &["198.51.100.7"]);
    })
    .await;
    let person = json!({"remote_addr": "198.51.100.7"});
    login(&world, person).await.refused("E005001");
}

#[tokio::test]
async fn an_invalid_address_in_the_metadata_is_refused() {
    let world = front_end(true, true, |_| {}).await;
    for address in [
        "somewhere",
        "198.51.100.7, 10.0.0.1",
        "198.51.100.7:80",
        "198.51.100.0/24",
    ] {
        let reply = login(&world, json!({"remote_addr": address})).await;
        reply.refused("E008002");
    }
}

#[tokio::test]
async fn a_typed_call_can_come_from_a_trusted_client() {
    let world = front_end(false, true, |_| {}).await;
    let request = LoginRequest {
        metadata: Some(LoginMetadata {
            remote_addr: Some("198.51.100.7".to_owned()),
            user_agent: None,
        }),
        ..request()
    };
    world.sso.login(&caller(), &request).await.unwrap_err();
    let trusted = Caller {
        is_trusted_client: true,
        ..caller()
    };
    let response = world.sso.login(&trusted, &request).await.unwrap();
    let session = world.sso.verify(&caller(), &response.ust).await.unwrap();
    let session = session.unwrap();
    assert_eq!(session.remote_addr.as_deref(), Some("198.51.100.7"));
    assert_eq!(session.user_agent.as_deref(), Some("Firefox 139.0"));
}

#[tokio::test]
async fn a_session_begun_through_a_trusted_client_is_renewed_through_it() {
    let world = World::builder(|builder| {
        list(&mut builder.settings, "ann", &["203.0.113.0/24"]);
        builder
            .settings
            .set("apps.login_metadata_allowed", vec!["CRM"]);
        builder.options.trusted_clients =
            [parse_network("192.0.2.10").unwrap()].into_iter().collect();
    });
    let mut world = world.build().await;
    world.approved("ann").await;
    let ust = world
        .log_in("ann", json!({"remote_addr": "203.0.113.5"}))
        .await
        .ok()
        .text("ust");
    let renew = json!({"ust": ust, "current_app": "CRM"});
    world
        .call("PATCH", "/user/session", renew.clone())
        .await
        .ok();
    world.peer = "192.0.2.11:1".parse().unwrap();
    let reply = world.call("PATCH", "/user/session", renew).await;
    reply.refused("E005001");
}
