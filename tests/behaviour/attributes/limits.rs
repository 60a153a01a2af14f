//! How many, how large.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::types::{AttributeInput, SubStatus};

use super::{SIDES, Scene, Side, input, scene};
use crate::kit::{caller, rejected};

const MAX_VALUE: usize = 32 * 1024;

fn numbered(from: usize, to: usize) -> Vec<AttributeInput> {
    (from..to)
        .map(|number| input(&format!("n{number:04}"), "1"))
        .collect()
}

fn most(side: Side) -> usize {
    match side {
        Side::User => 1_000,
        Side::Session => 100,
    }
}

/// A JSON text of so many bytes.
fn text_of(length: usize) -> String {
    format!("\"{}\"", "x".repeat(length - 2))
}

impl Scene {
    async fn typed(&self, side: Side, inputs: &[AttributeInput]) -> Result<(), Vec<SubStatus>> {
        let owner = side.owner(&self.ann);
        let (caller, authority) = (caller(), self.authority());
        let made = self
            .world
            .sso
            .create_attributes(&caller, &authority, &owner, inputs);
        match made.await {
            Ok(()) => Ok(()),
            refused => Err(rejected(refused)),
        }
    }

    async fn filled(&self, side: Side) {
        for from in (0..most(side)).step_by(100) {
            self.typed(side, &numbered(from, from + 100)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_name_has_1_to_191_characters() {
    for side in SIDES {
        let scene = scene().await;
        for name in ["x".repeat(191), "日".repeat(191), "\u{10ffff}".repeat(191)] {
            scene.made(side, json!({"name": name, "value": 1})).await;
            assert_eq!(scene.value(side, &name).await, Some(json!(1)));
            scene.removed(side, json!({"name": name})).await;
        }
        let before = scene.world.stored().await;
        let long = "x".repeat(192);
        for method in ["POST", "PATCH", "PUT", "GET", "DELETE"] {
            let alone = json!({"name": long});
            scene.call(side, method, "", alone).await.refused("E008002");
            let many = json!({"data": [{"name": "a"}, {"name": long}]});
            scene.call(side, method, "", many).await.refused("E008002");
            let empty = json!({"data": [{"name": ""}]});
            scene.call(side, method, "", empty).await.refused("E008002");
        }
        scene
            .call(side, "GET", "/exists", json!({"name": long}))
            .await
            .refused("E008002");
        let nul = scene.typed(side, &[input("a\0b", "1")]).await;
        assert_eq!(nul, Err(vec![SubStatus::CommonInvalidInput]));
        scene
            .create(side, json!({"name": "a\u{0}b"}))
            .await
            .bad_request();
        assert_eq!(scene.world.stored().await, before);
    }
}

#[tokio::test]
async fn a_batch_has_at_most_100() {
    for side in SIDES {
        let scene = scene().await;
        let too_many = scene.typed(side, &numbered(0, 101)).await;
        assert_eq!(too_many, Err(vec![SubStatus::CommonInvalidInput]));
        assert!(scene.names(side).await.is_empty());
        scene.typed(side, &numbered(0, 100)).await.unwrap();
        let names: Vec<String> = (0..101).map(|number| format!("n{number:04}")).collect();
        for method in ["GET", "DELETE"] {
            let reply = scene.call(side, method, "", json!({"data": names})).await;
            reply.refused("E008002");
        }
        let reply = scene
            .call(side, "GET", "/exists", json!({"data": names}))
            .await;
        reply.refused("E008002");
        let reply = scene
            .call(side, "GET", "", json!({"data": names[..100]}))
            .await;
        assert_eq!(reply.ok().json["result"].as_object().unwrap().len(), 100);
        let reply = scene.delete(side, json!({"data": names[..100]})).await;
        reply.ok();
        assert!(scene.names(side).await.is_empty());
    }
}

#[tokio::test]
async fn a_value_has_at_most_32_kib() {
    for side in SIDES {
        for encrypt in [false, true] {
            let scene = scene().await;
            let with = |length: usize| {
                let value: Value = serde_json::from_str(&text_of(length)).unwrap();
                json!({"name": "a", "value": value, "encrypt": encrypt})
            };
            for method in ["POST", "PATCH", "PUT"] {
                let reply = scene.call(side, method, "", with(MAX_VALUE + 1)).await;
                reply.refused("E008002");
            }
            assert_eq!(scene.value(side, "a").await, None);
            for method in ["POST", "PATCH", "PUT"] {
                let reply = scene.call(side, method, "", with(MAX_VALUE)).await;
                reply.ok();
            }
            assert_eq!(
                scene.value(side, "a").await,
                Some(with(MAX_VALUE)["value"].clone())
            );
        }
    }
}

/// An instance has little memory, whatever the values are made of.
#[tokio::test]
async fn the_values_of_a_call_have_at_most_256_kib() {
    let nested = format!("[{}[]]", "[],".repeat((MAX_VALUE - 4) / 3));
    for side in SIDES {
        for text in [text_of(MAX_VALUE), nested.clone()] {
            let scene = scene().await;
            let mut large: Vec<_> = (0..8)
                .map(|number| input(&format!("l{number}"), &text))
                .collect();
            large.push(input("one more", &text_of(300)));
            for input in &mut large {
                input.encrypt = Some(true);
            }
            assert_eq!(
                scene.typed(side, &large).await,
                Err(vec![SubStatus::CommonInvalidInput])
            );
            scene.typed(side, &large[..8]).await.unwrap();
            scene.typed(side, &large[8..]).await.unwrap();
            let names: Vec<&str> = large.iter().map(|input| &*input.name).collect();
            let reply = scene.call(side, "GET", "", json!({"data": names})).await;
            reply.refused("E008002");
            let reply = scene
                .call(side, "GET", "", json!({"data": names[..8]}))
                .await;
            assert_eq!(reply.ok().json["result"]["l7"]["found"], json!(true));
            let reply = scene
                .call(side, "GET", "/exists", json!({"data": names}))
                .await;
            reply.ok();
        }
    }
}

#[tokio::test]
async fn there_are_only_so_many() {
    for side in SIDES {
        let scene = scene().await;
        scene.filled(side).await;
        let before = scene.names(side).await.len();
        assert_eq!(before, most(side));
        for _ in 0..2 {
            scene
                .create(side, json!({"name": "one more"}))
                .await
                .refused("E008002");
            scene
                .set(side, json!({"name": "one more"}))
                .await
                .refused("E008002");
        }
        assert_eq!(scene.names(side).await.len(), before);
        scene
            .replaced(side, json!({"name": "n0000", "value": 2}))
            .await;
        scene
            .create(side, json!({"name": "n0000"}))
            .await
            .refused("E009001");

        // As many as are removed may come again.
        scene
            .removed(side, json!({"data": ["n0001", "n0002"]}))
            .await;
        let three = json!({"data": [{"name": "a"}, {"name": "b"}, {"name": "c"}]});
        scene.create(side, three).await.refused("E008002");
        scene
            .made(side, json!({"data": [{"name": "a"}, {"name": "b"}]}))
            .await;
        scene
            .create(side, json!({"name": "c"}))
            .await
            .refused("E008002");
        assert_eq!(scene.names(side).await.len(), most(side));
    }
}

#[tokio::test]
async fn expired_attributes_do_not_count() {
    let scene = scene().await;
    let mut short = numbered(0, 100);
    for input in &mut short[10..] {
        input.expiration = Some(10);
    }
    scene.typed(Side::Session, &short).await.unwrap();
    scene
        .create(Side::Session, json!({"name": "a"}))
        .await
        .refused("E008002");
    scene.world.advance(Duration::from_secs(10));
    scene
        .typed(Side::Session, &numbered(100, 190))
        .await
        .unwrap();
    scene
        .create(Side::Session, json!({"name": "a"}))
        .await
        .refused("E008002");
    assert_eq!(scene.names(Side::Session).await.len(), 100);
    // Those that were not swept yet and those that are alive are renewed or left alone.
    scene.world.sso.renew(&caller(), &scene.ann).await.unwrap();
    assert_eq!(scene.names(Side::Session).await.len(), 100);
}

/// The most there can be, in every operation that meets it all.
#[tokio::test]
async fn the_largest_there_can_be_still_fits() {
    for side in SIDES {
        let scene = scene().await;
        let text = text_of(MAX_VALUE);
        let mut all = Vec::new();
        for number in 0..100 {
            let mut large = input(&format!("l{number:02}"), &text);
            large.encrypt = Some(true);
            all.push(large.name.clone());
            scene.typed(side, &[large]).await.unwrap();
        }
        scene.create(side, json!({"name": "a"})).await;
        let end = json!({"data": all.iter().map(|name| json!({"name": name})).collect::<Value>(),
            "expiration": 3_000});
        scene.changed(side, end).await;
        scene.world.advance(Duration::from_secs(60));
        scene.world.sso.renew(&caller(), &scene.ann).await.unwrap();
        assert!(scene.names(side).await.len() >= 100);
        scene
            .call(side, "GET", "/exists", json!({"data": all}))
            .await
            .ok();
        scene
            .call(side, "GET", "", json!({"data": all}))
            .await
            .refused("E008002");
        let mut found = Vec::new();
        let documents = scene
            .world
            .sso
            .check_storage(|defect| found.push(defect))
            .await;
        assert!(documents.unwrap() > 100 && found.is_empty(), "{found:?}");
        scene.removed(side, json!({"data": all})).await;
    }
}
