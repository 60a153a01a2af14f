//! Making, changing, setting and removing one attribute.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::types::Outcome;

use super::{SIDES, nothing_else, scene};

#[tokio::test]
async fn a_created_attribute_is_returned() {
    for side in SIDES {
        let scene = scene().await;
        let reply = scene.create(side, json!({"name": "colour", "value": "red"}));
        nothing_else(&reply.await.ok());
        let event = scene.world.events.last();
        assert_eq!(
            (&*event.operation, event.outcome),
            ("attr.create", Outcome::Ok)
        );
        assert_eq!(event.actor.as_ref(), Some(&scene.ann_id));
        assert_eq!(event.target.as_ref(), Some(&scene.ann_id));
        let reply = scene.get(side, "colour").await;
        let mut fields = reply.json.as_object().unwrap().clone();
        fields.remove("cid");
        assert_eq!(
            Value::Object(fields),
            json!({
                "status": "ok",
                "found": true,
                "name": "colour",
                "value": "red",
                "creation_time": "2026-01-01T00:00:00",
                "last_modified": "2026-01-01T00:00:00",
                "expiration_time": "9999-12-31T00:00:00",
                "is_encrypted": false,
            })
        );
        let reply = scene.get(side, "Colour").await;
        assert_eq!(reply.json["found"], json!(false));
        assert_eq!(reply.json.as_object().unwrap().len(), 3, "{reply:?}");
    }
}

#[tokio::test]
async fn a_name_is_taken_once() {
    for side in SIDES {
        let scene = scene().await;
        scene.made(side, json!({"name": "a", "value": 1})).await;
        let again = scene.create(side, json!({"name": "a", "value": 2}));
        again.await.refused("E009001");
        assert_eq!(scene.value(side, "a").await, Some(json!(1)));
        scene.made(side, json!({"name": "A", "value": 2})).await;
        assert_eq!(scene.names(side).await, ["A", "a"]);
    }
}

#[tokio::test]
async fn users_and_sessions_know_nothing_of_each_other() {
    for (side, other) in [(SIDES[0], SIDES[1]), (SIDES[1], SIDES[0])] {
        let scene = scene().await;
        scene.made(side, json!({"name": "a", "value": 1})).await;
        assert_eq!(scene.value(other, "a").await, None);
        scene.made(other, json!({"name": "a", "value": 2})).await;
        scene.removed(side, json!({"name": "a"})).await;
        assert_eq!(scene.value(other, "a").await, Some(json!(2)));
    }
}

#[tokio::test]
async fn an_update_changes_an_existing_attribute_only() {
    for side in SIDES {
        let scene = scene().await;
        scene.made(side, json!({"name": "a", "value": 1})).await;
        scene.world.advance(Duration::from_secs(5));
        let reply = scene.update(side, json!({"name": "a", "value": {"b": 2}}));
        nothing_else(&reply.await.ok());
        assert_eq!(scene.event(), ("attr.update".to_owned(), vec![]));
        let reply = scene.get(side, "a").await;
        assert_eq!(reply.json["value"], json!({"b": 2}));
        assert_eq!(reply.text("creation_time"), "2026-01-01T00:00:00");
        assert_eq!(reply.text("last_modified"), "2026-01-01T00:00:05");
    }
}

#[tokio::test]
async fn an_update_with_an_empty_value_leaves_the_value() {
    for side in SIDES {
        let scene = scene().await;
        scene
            .made(side, json!({"name": "a", "value": "kept"}))
            .await;
        let before = scene.world.stored().await;
        for value in ["null", "false", "0", "0.0", "\"\"", "[]", "{}"] {
            let value: Value = serde_json::from_str(value).unwrap();
            scene
                .changed(side, json!({"name": "a", "value": value}))
                .await;
            assert_eq!(scene.value(side, "a").await, Some(json!("kept")), "{value}");
        }
        scene.changed(side, json!({"name": "a"})).await;
        assert_eq!(scene.world.stored().await, before, "nothing was written");
        scene
            .changed(side, json!({"name": "a", "value": 0, "expiration": 60}))
            .await;
        let reply = scene.get(side, "a").await;
        assert_eq!(reply.json["value"], json!("kept"));
        assert_eq!(reply.text("expiration_time"), "2026-01-01T00:01:00");
        for value in [
            json!(true),
            json!(" "),
            json!("false"),
            json!([0]),
            json!(-1),
        ] {
            scene
                .changed(side, json!({"name": "a", "value": value}))
                .await;
            assert_eq!(scene.value(side, "a").await, Some(value));
        }
    }
}

#[tokio::test]
async fn a_missing_attribute_is_a_warning_in_the_audit_log_only() {
    for side in SIDES {
        let scene = scene().await;
        let before = scene.world.stored().await;
        let missing = vec!["E009002".to_owned()];
        nothing_else(
            &scene
                .update(side, json!({"name": "a", "value": 1}))
                .await
                .ok(),
        );
        assert_eq!(scene.event(), ("attr.update".to_owned(), missing.clone()));
        assert_eq!(scene.world.events.last().outcome, Outcome::Warning);
        nothing_else(&scene.delete(side, json!({"name": "a"})).await.ok());
        assert_eq!(scene.event(), ("attr.delete".to_owned(), missing));
        assert_eq!(scene.world.events.last().outcome, Outcome::Warning);
        assert_eq!(scene.value(side, "a").await, None);
        assert_eq!(scene.world.stored().await, before);
    }
}

#[tokio::test]
async fn set_creates_or_changes_any_value() {
    for side in SIDES {
        let scene = scene().await;
        for value in [
            json!("x"),
            json!(false),
            json!(0),
            json!(""),
            json!(7),
            json!([]),
        ] {
            scene.world.advance(Duration::from_secs(1));
            let reply = scene.set(side, json!({"name": "a", "value": value}));
            nothing_else(&reply.await.ok());
            assert_eq!(scene.event(), ("attr.set".to_owned(), vec![]));
            assert_eq!(scene.value(side, "a").await, Some(value));
        }
        let reply = scene.get(side, "a").await;
        assert_eq!(reply.text("creation_time"), "2026-01-01T00:00:01");
        assert_eq!(reply.text("last_modified"), "2026-01-01T00:00:06");
        scene.replaced(side, json!({"name": "a"})).await;
        assert_eq!(
            scene.value(side, "a").await,
            Some(Value::Null),
            "no value is null"
        );
        scene.made(side, json!({"name": "b"})).await;
        assert_eq!(scene.value(side, "b").await, Some(Value::Null));
    }
}

#[tokio::test]
async fn a_deleted_attribute_is_gone_and_its_name_is_free() {
    for side in SIDES {
        let scene = scene().await;
        scene.made(side, json!({"name": "a", "value": 1})).await;
        scene.made(side, json!({"name": "b", "value": 1})).await;
        // Other keys do no harm.
        let removal = json!({"name": "a", "value": 1, "expiration": "soon", "x": {}});
        nothing_else(&scene.delete(side, removal).await.ok());
        assert_eq!(scene.event(), ("attr.delete".to_owned(), vec![]));
        assert_eq!(scene.value(side, "a").await, None);
        assert_eq!(scene.names(side).await, ["b"]);
        assert_eq!(scene.world.keys(side.prefix()).await.len(), 1);
        scene.made(side, json!({"name": "a", "value": 2})).await;
        assert_eq!(scene.value(side, "a").await, Some(json!(2)));
    }
}

/// Every change is recorded with it, and nothing else is.
#[tokio::test]
async fn changes_are_recorded() {
    for side in SIDES {
        let scene = scene().await;
        scene
            .made(side, json!({"name": "secretname", "value": "secretvalue"}))
            .await;
        scene
            .changed(side, json!({"name": "secretname", "value": 2}))
            .await;
        scene
            .replaced(side, json!({"name": "secretname", "value": 3}))
            .await;
        scene.value(side, "secretname").await;
        scene.removed(side, json!({"name": "secretname"})).await;
        scene.removed(side, json!({"name": "secretname"})).await;
        let stored = scene.world.stored().await;
        let events = stored.iter().filter(|(key, _)| key.starts_with("audit/"));
        let mut operations: Vec<String> = Vec::new();
        for (_, event) in events {
            assert!(!event.contains("secret"), "{event}");
            if !event.contains("\"attr.") {
                continue;
            }
            let event: Value = serde_json::from_str(event).unwrap();
            assert_eq!(event["actor"], json!(scene.ann_id));
            assert_eq!(event["target"], json!(scene.ann_id));
            operations.push(event["operation"].as_str().unwrap().to_owned());
        }
        operations.sort();
        assert_eq!(
            operations,
            ["attr.create", "attr.delete", "attr.set", "attr.update"]
        );
        for event in scene.world.events.all() {
            assert!(!format!("{event:?}").contains("secret"), "{event:?}");
        }
    }
}
