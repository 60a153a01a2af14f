//! How often a credential may be used, and from where.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use vestibule::{settings::Settings, storage::Memory};

use super::{MINUTE, Scene, log_in, scene, scene_on};
use crate::kit::{PROGRAM_PASSWORD, Reply, State, both_stores, caller, edit_user, set_state};

async fn limited(definition: Value) -> Scene {
    let scene = scene().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    scene.limit(definition).await;
    scene
}

impl Scene {
    async fn limit(&self, definition: Value) {
        let limits = [
            ("is_rate_limit_active", json!(true)),
            ("rate_limit_def", definition),
        ];
        edit_user(&*self.world.storage, &self.ann_id, limits).await;
    }

    async fn from(&mut self, address: &str) -> Reply {
        self.world.peer = match address.contains(':') {
            true => format!("[{address}]:1").parse().unwrap(),
            false => format!("{address}:1").parse().unwrap(),
        };
        self.present("pubapi").await
    }
}

#[track_caller]
fn throttled(reply: &Reply, seconds: u32) {
    assert_eq!(reply.status, 429, "{reply:?}");
    assert_eq!(reply.headers["retry-after"], seconds.to_string());
    assert_eq!(reply.json["status"], "error");
}

#[tokio::test]
async fn calls_per_minute_are_limited() {
    let scene = limited(json!("*=3/m")).await;
    scene.world.advance(MINUTE / 4);
    for _ in 0..3 {
        scene.present("pubapi").await.ok();
    }
    throttled(&scene.present("pubapi").await, 45);
    scene.world.advance(MINUTE / 4);
    throttled(&scene.present("pubapi").await, 30);
    let event = scene.world.events.last();
    assert_eq!(event.operation, "session.on_external_auth_succeeded");
    assert_eq!(event.detail("reason"), Some("too many attempts"));
    scene.world.advance(MINUTE / 2);
    for _ in 0..3 {
        scene.present("pubapi").await.ok();
    }
    throttled(&scene.present("pubapi").await, 60);
}

#[tokio::test]
async fn hours_and_days_are_those_of_the_calendar() {
    for (unit, length) in [("h", 60), ("d", 24 * 60)] {
        let scene = limited(json!(format!("*=1/{unit}"))).await;
        scene.world.advance(7 * MINUTE);
        scene.present("pubapi").await.ok();
        throttled(&scene.present("pubapi").await, (length - 7) * 60);
        scene.world.advance((length - 7) * MINUTE);
        scene.present("pubapi").await.ok();
        throttled(&scene.present("pubapi").await, length * 60);
    }
}

#[tokio::test]
async fn the_first_line_that_has_the_address_applies() {
    let definition = "# programs at home\n192.0.2.1=1/m\n192.0.2.0/24 = 2/m # and near\n\
                      \n2001:db8::/32=*/m\n203.0.113.9=0/d";
    let mut scene = limited(json!(definition)).await;
    scene.from("192.0.2.1").await.ok();
    throttled(&scene.from("192.0.2.1").await, 60);
    scene.from("192.0.2.2").await.ok();
    scene.from("192.0.2.3").await.ok();
    throttled(&scene.from("192.0.2.4").await, 60);
    throttled(&scene.from("192.0.2.1").await, 60);
    for _ in 0..5 {
        scene.from("2001:db8::7").await.ok();
    }
    throttled(&scene.from("203.0.113.9").await, 86_400);
    scene.from("203.0.113.10").await.refused("E005001");
    let event = scene.world.events.last();
    let detail = event.detail("reason").unwrap();
    assert!(detail.contains("no line of the rate limit"), "{detail}");
    let rates = scene.world.keys("rate/").await;
    let cells = rates.iter().filter_map(|key| key.rsplit_once('/'));
    let lines: BTreeSet<_> = cells.map(|(line, _)| line).collect();
    assert_eq!(lines.len(), 2);
    assert!(rates.iter().all(|key| !key.contains("192")), "{rates:?}");
}

#[tokio::test]
async fn a_malformed_or_missing_rate_limit_refuses_every_call() {
    for definition in [json!("nonsense"), json!("*=1"), json!(""), Value::Null] {
        let scene = limited(definition).await;
        scene.present("pubapi").await.refused("E005001");
    }
    let mut scene = limited(json!("*=1/m")).await;
    let nowhere = vestibule::types::Caller {
        remote_addr: None,
        ..caller()
    };
    let ust = scene
        .world
        .sso
        .log_in_linked(&nowhere, "pubapi", PROGRAM_PASSWORD);
    ust.await.unwrap_err();
    let off = [("is_rate_limit_active", json!(false))];
    edit_user(&*scene.world.storage, &scene.ann_id, off).await;
    for _ in 0..3 {
        scene.from("192.0.2.1").await.ok();
    }
    assert!(scene.world.keys("rate/").await.is_empty());
}

#[tokio::test]
async fn a_changed_limit_keeps_the_count() {
    let scene = limited(json!("*=1/m")).await;
    scene.present("pubapi").await.ok();
    throttled(&scene.present("pubapi").await, 60);
    scene.limit(json!("*=2/m")).await;
    scene.present("pubapi").await.ok();
    throttled(&scene.present("pubapi").await, 60);
    scene.limit(json!("*=2/h")).await;
    scene.present("pubapi").await.ok();
}

/// Only calls with a credential count, and only those that are let through.
#[tokio::test]
async fn nothing_else_is_limited() {
    let scene = limited(json!("*=2/m")).await;
    let ust = scene.present_ust("pubapi").await;
    let input = json!({"ust": ust, "current_app": "CRM"});
    for _ in 0..5 {
        scene.world.call("GET", "/user", input.clone()).await.ok();
        scene.world.login("ann").await.ok();
        assert_eq!(log_in(&scene.world, "pubapi", "wrong").await, None);
    }
    let storage = &*scene.world.storage;
    set_state(storage, &scene.ann_id, State::Locked).await;
    for _ in 0..5 {
        scene.present("pubapi").await.refused("E005002");
    }
    set_state(storage, &scene.ann_id, State::Unlocked).await;
    scene.present("pubapi").await.ok();
    throttled(&scene.present("pubapi").await, 60);
    set_state(storage, &scene.ann_id, State::Locked).await;
    throttled(&scene.present("pubapi").await, 60);
}

/// Makes this number of concurrent calls; returns how many are permitted. All others are throttled.
async fn let_through(scene: &Scene, calls: usize) -> usize {
    let tasks: Vec<_> = (0..calls)
        .map(|_| {
            let sso = scene.world.sso.clone();
            let password = PROGRAM_PASSWORD;
            tokio::spawn(async move { sso.log_in_linked(&caller(), "pubapi", password).await })
        })
        .collect();
    let mut let_through = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(ust) => {
                ust.unwrap();
                let_through += 1;
            }
            Err(error) => {
                assert!(
                    matches!(error, vestibule::Error::Throttled(86_400)),
                    "{error}"
                );
            }
        }
    }
    let_through
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_at_once_are_each_counted() {
    let (_directory, stores) = both_stores();
    for store in stores {
        let scene = scene_on(store, |_| {}).await;
        scene.link(&scene.ann_id, "pubapi").await.ok();
        scene.limit(json!("*=3/d")).await;
        assert_eq!(let_through(&scene, 8).await, 3);
        let below = format!("session/{}/", scene.ann_id);
        assert_eq!(scene.world.keys(&below).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_calls_do_not_conflict() {
    let unthrottled = |settings: &mut Settings| settings.set("throttling.failures_per_account", 0);
    let scene = scene_on(Arc::new(Memory::new()), unthrottled).await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    scene.limit(json!("*=50/d")).await;
    assert_eq!(let_through(&scene, 24).await, 24);
    assert_eq!(let_through(&scene, 24).await, 24);
    assert_eq!(let_through(&scene, 24).await, 2);
    let cells = scene.world.keys("rate/").await.len();
    assert!(cells > 8, "{cells} that may get in each other's way");
}

#[tokio::test]
async fn lowering_the_limit_counts_earlier_calls() {
    let scene = limited(json!("*=40/m")).await;
    for _ in 0..30 {
        scene.present("pubapi").await.ok();
    }
    scene.limit(json!("*=30/m")).await;
    throttled(&scene.present("pubapi").await, 60);
    scene.limit(json!("*=33/m")).await;
    for _ in 0..3 {
        scene.present("pubapi").await.ok();
    }
    throttled(&scene.present("pubapi").await, 60);
}
