//! Where a client comes from.

use std::{collections::BTreeMap, net::SocketAddr};

use serde_json::json;
use vestibule::{http::parse_network, settings::Settings};

use crate::kit::{Company, Reply, World, caller, login_input};

const OFFICE: &str = "198.51.100.7";

fn ann_is_at_the_office(settings: &mut Settings) {
    let office = vec![OFFICE.to_owned()];
    settings.user_address_list = BTreeMap::from([("ann".to_owned(), office)]);
}

/// Ann logs in with headers that say where she is.
async fn says(world: &World, headers: &[(&str, &str)]) -> Reply {
    world
        .call_with(headers, "POST", "/user/login", login_input("ann"))
        .await
}

/// Security 3: the client decides its own address.
#[tokio::test]
async fn nobody_is_where_they_say_they_are() {
    let world = World::with(ann_is_at_the_office).await;
    world.approved("ann").await;
    for header in ["X-Forwarded-For", "X-Zato-Forwarded-For"] {
        says(&world, &[(header, OFFICE)]).await.refused("E005001");
    }
    let mut input = login_input("ann");
    input["remote_addr"] = json!(OFFICE);
    let reply = world.post("/user/login", input).await;
    reply.refused("E005001");
    assert!(world.keys("session/").await.is_empty());
}

/// Security 3: one match in a list suffices.
#[tokio::test]
async fn behind_a_proxy_the_address_is_the_one_that_it_saw() {
    let world = World::builder(|builder| {
        ann_is_at_the_office(&mut builder.settings);
        let proxy = parse_network("192.0.2.10").unwrap();
        builder.options.trusted_proxies = [proxy].into_iter().collect();
    });
    let world = world.build().await;
    world.approved("ann").await;
    for (forwarded, is_let_in) in [
        (OFFICE.to_owned(), true),
        (format!("203.0.113.9, {OFFICE}"), true),
        (format!("{OFFICE}, 203.0.113.9"), false),
    ] {
        let reply = says(&world, &[("X-Forwarded-For", &forwarded)]).await;
        assert_eq!(reply.status == 200, is_let_in, "{forwarded}");
    }
}

/// Security 3 and correctness: the allow-list itself cannot be configured.
#[tokio::test]
async fn a_list_of_addresses_lets_in_who_is_on_it() {
    let mut company = Company::with(|builder| {
        let lists = [("ann", "192.0.2.0/24"), ("ben", "*")];
        let lists = lists.map(|(name, entry)| (name.to_owned(), vec![entry.to_owned()]));
        builder.settings.user_address_list = BTreeMap::from(lists);
    })
    .await;
    assert!(company.is_open(&company.ann).await);
    company.world.peer = SocketAddr::new(OFFICE.parse().unwrap(), 1);
    company.log_in(json!({})).await.refused("E005001");
    company.world.login("ben").await.ok();
    let reply = company.ask(&company.ann, "GET", "/user", json!({})).await;
    reply.refused("E005001");
}

/// Correctness: anybody may send the metadata of a login.
#[tokio::test]
async fn who_speaks_for_others_at_a_login_has_to_be_trusted() {
    let metadata = json!({"remote_addr": OFFICE, "user_agent": "Lynx"});
    for (is_trusted, is_allowed) in [(false, false), (false, true), (true, false), (true, true)] {
        let company = Company::with(|builder| {
            if is_trusted {
                let front_end = parse_network("192.0.2.10").unwrap();
                builder.options.trusted_clients = [front_end].into_iter().collect();
            }
            if is_allowed {
                builder.settings.apps.login_metadata_allowed = Some(vec!["CRM".to_owned()]);
            }
        })
        .await;
        let reply = company.log_in(metadata.clone()).await;
        if !(is_trusted && is_allowed) {
            reply.refused("E006001");
            continue;
        }
        let ust = reply.ok().text("ust");
        let session = company.world.sso.verify(&caller(), &ust).await;
        let session = session.unwrap().unwrap();
        assert_eq!(session.remote_addr.as_deref(), Some(OFFICE));
    }
}
