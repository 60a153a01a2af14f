//! The log of a session: where it was begun and renewed.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::{storage::Write, types::Caller};

use super::{HOUR, Scene, scene};
use crate::kit::{OPERATOR, PASSWORD, START, State, caller, everything, set_state, stored};

fn from(address: &str, agent: &str) -> Caller {
    Caller {
        remote_addr: Some(address.to_owned()),
        user_agent: Some(agent.to_owned()),
        ..caller()
    }
}

/// The log of the oldest session in a list.
fn oldest(list: &[Value]) -> Vec<Value> {
    let changes = &list.last().unwrap()["session_state_change_list"];
    changes.as_array().unwrap().clone()
}

/// Every log is that of a session, and the other way round.
async fn logs_are_of_sessions(scene: &Scene) {
    let ends = async |prefix| {
        let entries = stored(&scene.storage, prefix).await;
        let ends = entries.into_iter().map(|entry| {
            let value: Value = serde_json::from_str(&entry.value).unwrap();
            let key = entry.key.trim_start_matches(prefix).to_owned();
            (key, value["expires_at"].clone())
        });
        Vec::from_iter(ends)
    };
    assert_eq!(ends("session/").await, ends("session-log/").await);
}

#[tokio::test]
async fn a_login_and_every_renewal_are_noted() {
    let scene = scene().await;
    scene.world.advance(Duration::from_millis(1_500));
    let sso = &scene.world.sso;
    let renewed = sso.renew(&from("2001:DB8::1", "curl/8"), &scene.ann).await;
    renewed.unwrap();
    scene.world.advance(HOUR / 2);
    let nowhere = Caller {
        remote_addr: None,
        user_agent: None,
        ..caller()
    };
    sso.renew(&nowhere, &scene.ann).await.unwrap();
    logs_are_of_sessions(&scene).await;
    let list = scene.own(&scene.ann).await;
    assert_eq!(
        list[0]["session_state_change_list"],
        json!([
            {
                "idx": 1,
                "ctx_source": "login",
                "timestamp_utc": "2026-01-01T00:00:00",
                "remote_addr": "192.0.2.10",
                "user_agent": null,
            },
            {
                "idx": 2,
                "ctx_source": "renew",
                "timestamp_utc": "2026-01-01T00:00:01.500000",
                "remote_addr": "2001:db8::1",
                "user_agent": "curl/8",
            },
            {
                "idx": 3,
                "ctx_source": "renew",
                "timestamp_utc": "2026-01-01T00:30:01.500000",
                "remote_addr": null,
                "user_agent": null,
            },
        ])
    );
    assert_eq!(list[0]["remote_addr"], json!("192.0.2.10"), "the login's");
}

#[tokio::test]
async fn the_latest_100_entries_are_kept_and_the_numbers_continue() {
    let scene = scene().await;
    for _ in 0..120 {
        scene.world.advance(Duration::from_secs(1));
        scene.world.sso.renew(&caller(), &scene.ann).await.unwrap();
    }
    let log = oldest(&scene.own(&scene.ann).await);
    let numbers = log.iter().map(|entry| entry["idx"].as_u64().unwrap());
    assert_eq!(Vec::from_iter(numbers), Vec::from_iter(22..=121));
    assert_eq!(log[0]["timestamp_utc"], json!("2026-01-01T00:00:21"));
    assert_eq!(log[99]["timestamp_utc"], json!("2026-01-01T00:02:00"));
    assert!(log.iter().all(|entry| entry["ctx_source"] == "renew"));
}

#[tokio::test]
async fn the_log_of_a_session_ends_with_it() {
    let scene = scene().await;
    let id = scene.id(&scene.ann).await;
    let left = async || {
        logs_are_of_sessions(&scene).await;
        stored(&scene.storage, "session-log/").await.len()
    };
    assert_eq!(left().await, 2);
    let (second, third) = (scene.world.ust("ann").await, scene.world.ust("ann").await);
    scene.logout(&third).await.ok();
    assert_eq!(left().await, 3);
    scene
        .end(json!({"ust": second, "session_id": id}))
        .await
        .ok();
    assert_eq!(left().await, 2);
    for _ in 0..5 {
        scene.world.ust("ann").await;
    }
    scene
        .end(json!({"ust": second, "all_but_current": true}))
        .await
        .ok();
    assert_eq!(left().await, 2);
    scene.end(json!({"ust": second, "all": true})).await.ok();
    assert_eq!(left().await, 1, "the super-user's");

    scene.world.ust("ann").await;
    scene.put_ann(State::MustChangePassword).await;
    let change = json!({"username": "ann", "password": PASSWORD, "current_app": "CRM",
        "new_password": "quite another long text"});
    scene.world.post("/user/login", change).await.ok();
    assert_eq!(left().await, 2, "and the new one");

    set_state(&scene.storage, &scene.ann_id, State::Undecided).await;
    let (caller, operator) = (caller(), OPERATOR.clone());
    let sso = &scene.world.sso;
    let reject = sso.reject(&caller, &operator, &scene.ann_id, None);
    reject.await.unwrap();
    assert_eq!(left().await, 1);
    scene.world.advance(2 * HOUR);
    sso.sweep().await.unwrap();
    assert_eq!(left().await, 0, "swept along");
}

#[tokio::test]
async fn sessions_of_versions_without_logs_get_one_when_they_are_renewed() {
    let scene = scene().await;
    let id = scene.id(&scene.ann).await;
    let key = format!("session/{}/{id}", scene.ann_id);
    let old = json!({"creation_time": START * 1_000_000, "remote_addr": null,
        "expires_at": (START + 3_600) * 1_000_000, "user_agent": null});
    let put = Write::Put(vestibule::storage::Document {
        key,
        value: old.to_string(),
        expires_at: None,
    });
    let log = Write::Delete(format!("session-log/{}/{id}", scene.ann_id));
    let store: &dyn vestibule::storage::Storage = &scene.storage;
    store.commit(Vec::new(), vec![put, log]).await.unwrap();

    let list = scene.own(&scene.ann).await;
    assert_eq!(list[0]["session_state_change_list"], json!([]));
    assert_eq!(list[0]["auth_type"], json!("default"));
    assert_eq!(list[0]["auth_principal"], json!("ann"));
    assert!(scene.is_valid(&scene.ann).await);
    scene.renew(&scene.ann).await.ok();
    let log = oldest(&scene.own(&scene.ann).await);
    assert_eq!(log.len(), 1);
    assert_eq!(
        (&log[0]["idx"], &log[0]["ctx_source"]),
        (&json!(1), &json!("renew"))
    );
}

/// A renewal that is refused is not noted.
#[tokio::test]
async fn a_refused_renewal_is_not_logged() {
    let scene = scene().await;
    scene.put_ann(State::Locked).await;
    let before = everything(&scene.storage).await;
    scene.renew(&scene.ann).await.refused("E005002");
    assert_eq!(everything(&scene.storage).await, before);
}
