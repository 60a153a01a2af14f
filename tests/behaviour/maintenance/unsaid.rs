//! A report contains no name, for every defect.

use serde_json::json;
use vestibule::types::Flaw;

use super::{Data, OLD, World};
use crate::kit::login_input;

const NAME: &str = "wilhelmina";
/// The name in hexadecimal digits, as keys have it.
const IN_HEX: &str = "77696c68656c6d696e61";
const BY_NAME: &str = "user-by-name/77696c68656c6d696e61--0000000000000000/zusr1";

#[tokio::test]
async fn no_report_contains_a_name() {
    let world = Data::new().host(&[OLD]).await;
    let id = world.proven(NAME, "wilhelmina@example.com").await;
    let digest = "d".repeat(43);
    for (key, value) in [
        (
            "username/wilhelmina2",
            json!({"user_id": id, "expires_at": null}),
        ),
        (
            "username/WILHELMINA",
            json!({"user_id": NAME, "expires_at": null}),
        ),
        ("username/wilhelmina/3", json!({"username": NAME})),
        ("wilhelmina", json!({})),
        ("wilhelmina@example.com/x", json!({})),
        ("Wilhelmina/x", json!({})),
        ("future/wilhelmina", json!({})),
        ("user/wilhelmina", json!({})),
        ("email/wilhelmina@example.com", json!({})),
        ("email-of/wilhelmina/x", json!({})),
        ("session/wilhelmina/x", json!({})),
        ("session-log/wilhelmina/x", json!({})),
        ("user-attr/wilhelmina/x", json!({})),
        (&*format!("user-attr/{id}/wilhelmina"), json!({})),
        (&*format!("user-attr/{id}/x/wilhelmina"), json!({})),
        (
            &*format!("session-attr/{id}/{digest}/wilhelmina"),
            json!({}),
        ),
        (&*format!("session-attr/{id}/wilhelmina/x"), json!({})),
        ("audit/0/wilhelmina", json!({"detail": NAME})),
        ("signup/wilhelmina", json!({"user_id": NAME})),
        ("user-by-name/wilhelmina/x", json!({"user_id": NAME})),
        (BY_NAME, json!({"user_id": NAME})),
    ] {
        world.put(key, value).await;
        let found = world.check().await;
        assert!(!found.is_empty(), "{key}");
        let said = format!("{found:?}").to_lowercase();
        assert!(
            !said.contains("wilhelm") && !said.contains("example") && !said.contains(IN_HEX),
            "{key}: {said}"
        );
        world.remove(key).await;
    }
    world.remove("username/wilhelmina").await;
    let found = world.check().await;
    assert_eq!(found[0].flaw, Flaw::UsernameMissing);
    assert!(!format!("{found:?}").contains(NAME));
}

/// The operator can tell which failed login a defect is about.
#[tokio::test]
async fn a_username_is_shown_as_in_audit_events() {
    let world = Data::new().host(&[OLD]).await;
    let nobody = json!({"user_id": "zusr1", "expires_at": null});
    world.put("username/wilhelmina", nobody).await;
    world.post("/user/login", login_input("Wilhelmina")).await;
    let typed = world
        .events
        .last()
        .detail("typed_username")
        .unwrap()
        .to_owned();
    let found = world.check().await;
    assert_eq!(found[0].key, format!("username/{typed}"));
    assert_eq!(found[0].user_id.as_deref(), Some("zusr1"));
}

/// A check has no audit event; a rewrite has one, of the operator.
#[tokio::test]
async fn the_audit_log_hears_of_a_rewriting_and_not_of_each_page() {
    let data = Data::new();
    data.host(&[OLD]).await.signup(NAME).await.ok();
    let world: World = data.host(&[super::NEW, OLD]).await;
    world.check().await;
    assert!(world.events.all().is_empty());
    world.sso.rekey(|_| {}).await.unwrap();
    let events = world.events.all();
    let operations: Vec<&str> = events.iter().map(|event| &*event.operation).collect();
    assert_eq!(operations, ["storage.begin_rekey", "storage.end_rekey"]);
    assert!(
        events
            .iter()
            .all(|event| event.actor.as_deref() == Some("operator"))
    );
    let stored = world.stored().await;
    let audit = stored
        .iter()
        .filter(|(key, value)| key.starts_with("audit/") && value.contains("_rekey"));
    assert_eq!(audit.count(), 2);
}
