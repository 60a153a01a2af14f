//! The audit log: the contents of events, and their log levels.

use serde_json::{Value, json};
use vestibule::{
    Error,
    audit::{AuditLog, TracingAuditLog},
    types::{Authority, Event, ListPage, Outcome, Which},
};

use crate::kit::{Lines, OPERATOR, World, caller, login_input, merged};

/// Everybody looks; nothing is written.
#[tokio::test]
async fn looking_changes_nothing() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let ann_id = world.approved("ann").await;
    let ann = world.ust("ann").await;
    let own = json!({"ust": ann, "current_app": "CRM"});
    let both = json!({"current_ust": ann, "target_ust": ann, "current_app": "CRM"});
    let by_boss = json!({"ust": boss, "current_app": "CRM", "user_id": ann_id});
    let named = |input: &Value| merged(input.clone(), json!({"name": "a"}));
    let before = world.stored().await;
    for (path, input, operation) in [
        ("/user", own.clone(), "user.get_user"),
        ("/user/search", by_boss, "user.search"),
        ("/user/attr", named(&own), "attr.get"),
        ("/user/attr/exists", named(&own), "attr.exists"),
        ("/user/attr/names", own, "attr.names"),
        ("/session/attr", named(&both), "attr.get"),
        ("/user/session", both, "session.get"),
    ] {
        world.call("GET", path, input).await;
        let event = world.events.last();
        assert_eq!(event.operation, operation);
        assert!(!event.changed, "{event:?}");
    }
    let page = ListPage {
        cur_page: 1,
        page_size: 0,
    };
    let sso = &world.sso;
    let caller = caller();
    sso.verify(&caller, &ann).await.unwrap();
    assert!(!world.events.last().changed);
    let listed = sso.sessions(&caller, &OPERATOR, Some(&ann_id), page);
    listed.await.unwrap();
    assert!(!world.events.last().changed);
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn an_event_reports_writes_for_every_outcome() {
    let world = World::new().await;
    let ann_id = world.approved("ann").await;
    world.login("ann").await.ok();
    assert!(world.events.last().changed);
    // A failed attempt is counted.
    let wrong = merged(login_input("ann"), json!({"password": "not Ann's"}));
    world.post("/user/login", wrong).await.refused("E005001");
    let event = world.events.last();
    assert!(event.changed && event.outcome == Outcome::Refused);
    for changed in [true, false] {
        world
            .sso
            .lock_user(&caller(), &OPERATOR, &ann_id)
            .await
            .unwrap();
        assert_eq!(world.events.last().changed, changed, "the second time");
    }
}

#[tokio::test]
async fn the_operator_is_the_actor_by_name() {
    let world = World::new().await;
    let ann_id = world.approved("ann").await;
    let longest = "é".repeat(128);
    for name in ["x", "cli:alice@host", &longest] {
        let operator = Authority::operator(name);
        let unlocked = world.sso.unlock_user(&caller(), &operator, &ann_id).await;
        unlocked.unwrap();
        assert_eq!(world.events.last().actor.as_deref(), Some(name));
    }
    let before = world.stored().await;
    let too_long = "x".repeat(129);
    for name in ["", &too_long, "a\nb", "a\0b", "\u{7f}", "a\u{85}b"] {
        let operator = Authority::operator(name);
        let sso = &world.sso;
        for refused in [
            sso.lock_user(&caller(), &operator, &ann_id).await,
            sso.end_sessions(&caller(), &operator, Some(&ann_id), &Which::All)
                .await,
        ] {
            let Err(Error::BadRequest(text)) = refused else {
                panic!("{refused:?}");
            };
            assert!(text.contains("operator's name"), "{text}");
            let event = world.events.last();
            assert_eq!((event.actor, event.outcome), (None, Outcome::Failed));
        }
    }
    assert_eq!(world.stored().await, before);
}

fn event(outcome: Outcome, changed: bool) -> Event {
    Event {
        cid: "abc".to_owned(),
        operation: "user.get_user".to_owned(),
        outcome,
        changed,
        sub_status: Vec::new(),
        actor: None,
        target: None,
        current_app: None,
        remote_addr: None,
        details: vec![
            ("reason".to_owned(), "busy".to_owned()),
            ("of_a_later_version".to_owned(), "a \"text\"\n".to_owned()),
        ],
    }
}

#[test]
fn a_success_without_changes_is_logged_at_debug() {
    for (outcome, changed, level) in [
        (Outcome::Ok, false, "DEBUG"),
        (Outcome::Ok, true, "INFO"),
        (Outcome::Warning, false, "INFO"),
        (Outcome::Refused, false, "INFO"),
        (Outcome::Failed, false, "WARN"),
    ] {
        let (lines, _listening) = Lines::listen();
        TracingAuditLog.emit(&event(outcome, changed));
        let text = lines.text();
        assert!(text.trim_start().starts_with(level), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        for part in ["reason=\"busy\"", "of_a_later_version="] {
            assert!(text.contains(part), "{text}");
        }
    }
}
