//! How many at once, how large.

use serde_json::{Value, json};
use vestibule::types::{AttributeInput, SubStatus};

use super::{SIDES, Scene, Side, input, scene};
use crate::kit::{caller, rejected};

mod totals;

/// Attributes of a call, and bytes of all values of one.
const AT_ONCE: usize = 50;
const VALUES: usize = 128 * 1024;

fn numbered(from: usize, to: usize) -> Vec<AttributeInput> {
    (from..to)
        .map(|number| input(&format!("n{number:04}"), "1"))
        .collect()
}

/// Bytes of a value.
fn max_value(side: Side) -> usize {
    match side {
        Side::User => 32 * 1024,
        Side::Session => 4 * 1024,
    }
}

/// A JSON text of this number of bytes.
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
}

#[tokio::test]
async fn a_name_has_1_to_191_characters_and_at_most_384_bytes() {
    for side in SIDES {
        let scene = scene().await;
        let longest = [("x", 191), ("é", 191), ("日", 128), ("\u{10ffff}", 96)];
        for name in longest.map(|(character, times)| character.repeat(times)) {
            scene.made(side, json!({"name": name, "value": 1})).await;
            assert_eq!(scene.value(side, &name).await, Some(json!(1)));
            scene.removed(side, json!({"name": name})).await;
        }
        let before = scene.world.stored().await;
        let long = "x".repeat(192);
        let long_in_bytes = scene.typed(side, &[input(&"日".repeat(129), "1")]).await;
        assert_eq!(long_in_bytes, Err(vec![SubStatus::CommonInvalidInput]));
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
async fn a_batch_has_at_most_50() {
    for side in SIDES {
        let scene = scene().await;
        let too_many = scene.typed(side, &numbered(0, AT_ONCE + 1)).await;
        assert_eq!(too_many, Err(vec![SubStatus::CommonInvalidInput]));
        assert!(scene.names(side).await.is_empty());
        scene.typed(side, &numbered(0, AT_ONCE)).await.unwrap();
        let names: Vec<String> = (0..=AT_ONCE)
            .map(|number| format!("n{number:04}"))
            .collect();
        for method in ["GET", "DELETE"] {
            let reply = scene.call(side, method, "", json!({"data": names})).await;
            reply.refused("E008002");
        }
        let reply = scene
            .call(side, "GET", "/exists", json!({"data": names}))
            .await;
        reply.refused("E008002");
        let reply = scene
            .call(side, "GET", "", json!({"data": names[..AT_ONCE]}))
            .await;
        assert_eq!(
            reply.ok().json["result"].as_object().unwrap().len(),
            AT_ONCE
        );
        let reply = scene.delete(side, json!({"data": names[..AT_ONCE]})).await;
        reply.ok();
        assert!(scene.names(side).await.is_empty());
    }
}

#[tokio::test]
async fn a_value_has_at_most_32_kib_that_of_a_session_4() {
    for side in SIDES {
        let max = max_value(side);
        for encrypt in [false, true] {
            let scene = scene().await;
            let with = |length: usize| {
                let value: Value = serde_json::from_str(&text_of(length)).unwrap();
                json!({"name": "a", "value": value, "encrypt": encrypt})
            };
            for method in ["POST", "PATCH", "PUT"] {
                let reply = scene.call(side, method, "", with(max + 1)).await;
                reply.refused("E008002");
            }
            assert_eq!(scene.value(side, "a").await, None);
            for method in ["POST", "PATCH", "PUT"] {
                let reply = scene.call(side, method, "", with(max)).await;
                reply.ok();
            }
            assert_eq!(
                scene.value(side, "a").await,
                Some(with(max)["value"].clone())
            );
        }
    }
}

/// An instance has little memory, so every kind of value has to fit.
#[tokio::test]
async fn the_values_of_a_call_have_at_most_128_kib() {
    for side in SIDES {
        let max = max_value(side);
        let most = VALUES / max;
        let nested = format!("[{}[]]", "[],".repeat((max - 4) / 3));
        for text in [text_of(max), nested] {
            let scene = scene().await;
            let mut large: Vec<_> = (0..most)
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
            scene.typed(side, &large[..most]).await.unwrap();
            scene.typed(side, &large[most..]).await.unwrap();
            let names: Vec<&str> = large.iter().map(|input| &*input.name).collect();
            let reply = scene.call(side, "GET", "", json!({"data": names})).await;
            reply.refused("E008002");
            let reply = scene
                .call(side, "GET", "", json!({"data": names[..most]}))
                .await;
            assert_eq!(reply.ok().json["result"]["l3"]["found"], json!(true));
            let reply = scene
                .call(side, "GET", "/exists", json!({"data": names}))
                .await;
            reply.ok();
        }
    }
}

/// They are written, too.
#[tokio::test]
async fn values_that_stay_as_they_are_count_as_well() {
    for side in SIDES {
        let scene = scene().await;
        let max = max_value(side);
        let mut names = Vec::new();
        for number in 0..=VALUES / max {
            let name = format!("l{number}");
            let large = input(&name, &text_of(max));
            scene.typed(side, &[large]).await.unwrap();
            names.push(name);
        }
        let before = scene.world.stored().await;
        let sealed = |names: &[String]| {
            let each = names.iter().map(|name| json!({"name": name}));
            json!({"data": each.collect::<Value>(), "encrypt": true})
        };
        let reply = scene.update(side, sealed(&names)).await;
        reply.refused("E008002");
        assert_eq!(scene.world.stored().await, before);
        scene.update(side, sealed(&names[1..])).await.ok();
    }
}
