//! An expired attribute is absent for every call, and its name is free at once.

use std::time::Duration;

use serde_json::json;

use super::{SIDES, Side, scene};
use crate::kit::START;

const SECOND: Duration = Duration::from_secs(1);
const MICROSECOND: Duration = Duration::from_micros(1);

#[tokio::test]
async fn an_attribute_ends_at_the_very_moment() {
    for side in SIDES {
        for is_swept in [false, true] {
            let scene = scene().await;
            let short = json!({"name": "a", "value": 1, "expiration": 10});
            scene.made(side, short.clone()).await;
            scene.made(side, json!({"name": "b", "value": 2})).await;
            let reply = scene.get(side, "a").await;
            assert_eq!(reply.text("expiration_time"), "2026-01-01T00:00:10");
            scene.world.advance(10 * SECOND - MICROSECOND);
            assert_eq!(scene.value(side, "a").await, Some(json!(1)));
            scene.world.advance(MICROSECOND);
            if is_swept {
                scene.world.sso.sweep().await.unwrap();
            }
            let left = scene.world.keys(side.prefix()).await.len();
            assert_eq!(left, if is_swept { 1 } else { 2 });
            assert_eq!(scene.value(side, "a").await, None);
            assert_eq!(scene.names(side).await, ["b"]);
            let many = json!({"data": ["a", "b"]});
            let reply = scene.call(side, "GET", "", many).await.ok();
            assert_eq!(reply.json["result"]["a"], json!({"found": false}));
            scene.changed(side, json!({"name": "a", "value": 2})).await;
            assert_eq!(scene.event().1, ["E009002"]);
            scene.removed(side, json!({"name": "a"})).await;
            assert_eq!(scene.event().1, ["E009002"]);
            assert_eq!(scene.value(side, "a").await, None);

            // Its name is free at once, and nothing is left of the one before.
            scene.made(side, json!({"name": "a", "value": 3})).await;
            let reply = scene.get(side, "a").await;
            assert_eq!(reply.text("creation_time"), "2026-01-01T00:00:10");
            assert_eq!(reply.text("expiration_time"), "9999-12-31T00:00:00");
            scene.create(side, short).await.refused("E009001");
        }
    }
}

#[tokio::test]
async fn set_creates_an_expired_attribute_again() {
    for side in SIDES {
        let scene = scene().await;
        let short = json!({"name": "a", "value": 1, "expiration": 10, "encrypt": true});
        scene.replaced(side, short).await;
        scene.world.advance(10 * SECOND);
        scene.replaced(side, json!({"name": "a", "value": 2})).await;
        let reply = scene.get(side, "a").await;
        assert_eq!(reply.json["is_encrypted"], json!(false));
        assert_eq!(reply.text("creation_time"), "2026-01-01T00:00:10");
        assert_eq!(reply.text("expiration_time"), "9999-12-31T00:00:00");
    }
}

#[tokio::test]
async fn the_expiration_changes_only_if_the_input_has_one() {
    for side in SIDES {
        let scene = scene().await;
        scene
            .made(side, json!({"name": "a", "value": 1, "expiration": 60}))
            .await;
        scene.world.advance(10 * SECOND);
        for change in [
            json!({"name": "a", "value": 2}),
            json!({"name": "a", "value": 2, "expiration": null}),
            json!({"name": "a", "value": 2, "expiration": ""}),
            json!({"name": "a", "encrypt": true}),
        ] {
            scene.changed(side, change.clone()).await;
            scene.replaced(side, change).await;
            let reply = scene.get(side, "a").await;
            assert_eq!(reply.text("expiration_time"), "2026-01-01T00:01:00");
        }
        scene
            .changed(side, json!({"name": "a", "expiration": 60}))
            .await;
        let reply = scene.get(side, "a").await;
        assert_eq!(reply.text("expiration_time"), "2026-01-01T00:01:10");
        scene.world.advance(59 * SECOND);
        assert!(scene.value(side, "a").await.is_some());
        scene.world.advance(SECOND);
        assert!(scene.value(side, "a").await.is_none());
    }
}

#[tokio::test]
async fn an_end_is_ahead_and_before_the_year_10000() {
    for side in SIDES {
        let scene = scene().await;
        let before = scene.world.stored().await;
        // From the clock's start to 9999-12-31.
        let most: i64 = 253_402_214_400 - START.cast_signed();
        for seconds in [0, -1, i64::MIN, i64::MAX, most + 1] {
            for method in ["POST", "PATCH", "PUT"] {
                let alone = json!({"name": "a", "value": 1, "expiration": seconds});
                let reply = scene.call(side, method, "", alone.clone()).await;
                reply.refused("E008002");
                let reply = scene.call(side, method, "", json!({"data": [alone]})).await;
                reply.refused("E008002");
            }
        }
        assert_eq!(scene.world.stored().await, before);
        scene
            .made(side, json!({"name": "a", "value": 1, "expiration": most}))
            .await;
        let reply = scene.get(side, "a").await;
        assert_eq!(reply.text("expiration_time"), "9999-12-31T00:00:00");
        scene
            .made(side, json!({"name": "b", "value": 1, "expiration": 1}))
            .await;
    }
}

#[tokio::test]
async fn those_of_a_user_without_an_end_stay() {
    let scene = scene().await;
    scene
        .made(Side::User, json!({"name": "a", "value": 1}))
        .await;
    scene.world.advance(Duration::from_secs(300 * 24 * 3_600));
    scene.world.sso.sweep().await.unwrap();
    let again = scene.world.ust("ann").await;
    let own = crate::attributes::merged(Side::User.own(&again), json!({"name": "a"}));
    let reply = scene.world.call("GET", "/user/attr", own).await.ok();
    assert_eq!(reply.json["value"], json!(1));
}
