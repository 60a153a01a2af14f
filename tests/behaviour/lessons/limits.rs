//! Limits that cannot be walked around, turned against others, or left out by mistake.

use std::collections::BTreeMap;

use serde_json::json;
use vestibule::settings::{LinkedAuthDefinition, SecretText};

use crate::kit::{Company, PASSWORD, World, WorldBuilder, login_input};

impl Company {
    fn comes_from(&mut self, address: &str) {
        self.world.peer.set_ip(address.parse().unwrap());
    }

    /// Guesses a password; returns the HTTP status.
    async fn guess(&self, name: &str) -> u16 {
        let mut input = login_input(name);
        input["password"] = json!("wrong");
        self.world.post("/user/login", input).await.status
    }
}

fn three_failures(builder: &mut WorldBuilder) {
    builder.settings.throttling.failures_per_account = Some(3);
}

/// Limits keyed on raw text: letter case, Unicode variants (CVE-2026-45364, CVE-2026-47203).
#[tokio::test]
async fn a_username_is_counted_however_it_is_written() {
    let company = Company::with(three_failures).await;
    for (name, status) in [
        ("dora", 403),
        ("DORA", 403),
        ("ｄｏｒａ", 403),
        ("Dora", 429),
    ] {
        assert_eq!(company.guess(name).await, status, "{name}");
    }
}

/// Limits keyed on raw text: IPv6 spelling.
#[tokio::test]
async fn an_ipv6_network_is_one_source() {
    let mut company = Company::with(|builder| {
        builder.settings.throttling.failures_per_source = Some(3);
    })
    .await;
    for (address, status) in [
        ("2001:db8::1", 403),
        ("2001:db8:0:0:ffff::1", 403),
        ("2001:db8::abcd:1", 403),
        ("2001:db8::2", 429),
        ("2001:db8:0:1::1", 403),
        ("192.0.2.77", 403),
        ("::ffff:192.0.2.77", 403),
        ("192.0.2.77", 403),
        ("::ffff:192.0.2.77", 429),
    ] {
        company.comes_from(address);
        let name = format!("somebody at {address}");
        assert_eq!(company.guess(&name).await, status, "{address}");
    }
}

/// Locking the account as a weapon against its owner (GHSA-cq42-vhv7-xr7p).
#[tokio::test]
async fn strangers_who_fail_do_not_lock_the_owner_out() {
    let mut company = Company::with(three_failures).await;
    let home = company.world.peer.ip().to_string();
    for address in ["203.0.113.1", "203.0.113.2"] {
        company.comes_from(address);
        for _ in 0..3 {
            company.guess("ann").await;
        }
        assert_eq!(company.world.login("ann").await.status, 429);
    }
    company.comes_from(&home);
    company.world.login("ann").await.ok();
    assert!(company.is_open(&company.ann).await);
}

/// Deep JSON and unbounded passwords exhausted the server (kanidm, kratos#647).
#[tokio::test]
async fn what_is_too_deep_or_too_long_is_not_looked_at() {
    let company = Company::new().await;
    company.world.events.take();
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(200), "]".repeat(200));
    let path = "/zato/sso/user/login";
    company.world.raw("POST", path, deep).await.bad_request();
    let mut long = login_input("ann");
    long["password"] = json!("x".repeat(70_000));
    let reply = company.world.post("/user/login", long).await;
    assert_eq!(reply.status, 413);
    assert!(
        company.world.events.all().is_empty(),
        "neither is an operation"
    );
    for (characters, code) in [(257, "E003003"), (256, "")] {
        let change = json!({"new_password": "x".repeat(characters)});
        let reply = company.to_ann("PATCH", "/user/password", change).await;
        assert_eq!(reply.codes(), code, "{characters}");
    }
}

/// Hostile hash parameters exhausted the server (kratos `hash_limits.go`).
#[tokio::test]
async fn no_hash_costs_more_than_is_bearable() {
    let hash =
        |cost| format!("$argon2id$v=19${cost}$c29tZSByYW5kb20gc2FsdA$CQkJCQkJCQkJCQkJCQkJCQ");
    for (cost, is_bearable) in [
        ("m=64,t=1,p=1", true),
        ("m=4194304,t=1,p=1", false),
        ("m=64,t=101,p=1", false),
        ("m=1024,t=1,p=64", false),
    ] {
        let builder = World::builder(|builder| {
            builder.settings.linked_auth.definition = vec![LinkedAuthDefinition {
                auth_type: Some("basic_auth".to_owned()),
                username: Some("pubapi".to_owned()),
                password_hash: Some(SecretText(hash(cost))),
            }];
        });
        assert_eq!(builder.try_build().await.is_ok(), is_bearable, "{cost}");
    }
}

/// Middleware accepted unverified tokens when a setting was missing.
#[tokio::test]
async fn a_missing_or_malformed_setting_is_an_error_at_the_start() {
    type Mistake = fn(&mut WorldBuilder);
    let mistakes: [(&str, Mistake); 6] = [
        ("keys", |builder| builder.settings.main.keys = None),
        ("keys", |builder| {
            builder.settings.main.keys = Some(Vec::new())
        }),
        ("keys", |builder| {
            builder.settings.main.keys = Some(vec![SecretText("c2hvcnQ=".to_owned())]);
        }),
        ("user_address_list", |builder| {
            let list = vec!["10.0.0.0/33".to_owned()];
            builder.settings.user_address_list = BTreeMap::from([("ann".to_owned(), list)]);
        }),
        ("user_address_list", |builder| {
            let list = vec!["10.0.0.1".to_owned()];
            builder.settings.user_address_list = BTreeMap::from([("Ann".to_owned(), list)]);
        }),
        ("user_search_by", |builder| {
            let by = "telephone".to_owned();
            builder.settings.password_reset.user_search_by = Some(by);
        }),
    ];
    for (key, mistake) in mistakes {
        let error = World::builder(mistake).try_build().await.err();
        let error = format!("{:#}", error.expect("an error"));
        assert!(error.contains(key), "{error}");
        assert!(!error.contains(PASSWORD) && !error.contains("c2hvcnQ"));
    }
}
