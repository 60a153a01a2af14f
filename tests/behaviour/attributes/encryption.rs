//! Encrypted values are encrypted at rest.

use serde_json::{Value, json};
use vestibule::{
    settings::SecretText,
    storage::{Document, Write},
};

use super::{SIDES, Scene, Side, scene};

const SECRET: &str = "attack at dawn";

impl Scene {
    /// The only attribute, as stored.
    async fn document(&self, side: Side) -> (String, Value) {
        let stored = self.world.stored().await;
        let mut all = stored
            .into_iter()
            .filter(|(key, _)| key.starts_with(side.prefix()));
        let (key, value) = all.next().unwrap();
        assert!(all.next().is_none());
        (key, serde_json::from_str(&value).unwrap())
    }

    async fn put(&self, key: &str, value: &Value) {
        let put = Write::Put(Document {
            key: key.to_owned(),
            value: value.to_string(),
            expires_at: None,
        });
        self.world.storage.commit(vec![], vec![put]).await.unwrap();
    }
}

#[tokio::test]
async fn an_encrypted_value_is_nowhere_in_the_store() {
    for side in SIDES {
        for value in [json!(SECRET), json!({"plan": SECRET}), json!([SECRET])] {
            let scene = scene().await;
            let new = json!({"name": "plan", "value": value, "encrypt": true});
            scene.made(side, new).await;
            for (key, stored) in scene.world.stored().await {
                assert!(
                    !stored.contains("attack") && !stored.contains("dawn"),
                    "{key}: {stored}"
                );
            }
            let reply = scene.get(side, "plan").await;
            assert_eq!(reply.json["value"], value);
            assert_eq!(reply.json["is_encrypted"], json!(true));
            for event in scene.world.events.all() {
                assert!(!format!("{event:?}").contains("attack"));
            }
        }
    }
}

#[tokio::test]
async fn an_encrypted_value_can_be_read_without_decrypting() {
    for side in SIDES {
        let scene = scene().await;
        scene
            .made(side, json!({"name": "a", "value": 7, "encrypt": true}))
            .await;
        scene.made(side, json!({"name": "b", "value": 7})).await;
        for decrypt in [json!(false), json!("no"), json!(null)] {
            let sealed = json!({"data": ["a", "b"], "decrypt": decrypt});
            let sealed = scene.call(side, "GET", "", sealed).await.ok();
            let text = sealed.json["result"]["a"]["value"].as_str().unwrap();
            assert!(text.len() > 40, "{text}");
            assert_eq!(sealed.json["result"]["a"]["is_encrypted"], json!(true));
            assert_eq!(sealed.json["result"]["b"]["value"], json!(7));
        }
        for decrypt in [json!(true), json!("yes")] {
            let clear = json!({"name": "a", "decrypt": decrypt});
            let clear = scene.call(side, "GET", "", clear).await.ok();
            assert_eq!(clear.json["value"], json!(7), "{decrypt}");
        }
        let wrong = json!({"name": "a", "decrypt": "perhaps"});
        scene.call(side, "GET", "", wrong).await.bad_request();
    }
}

#[tokio::test]
async fn encryption_changes_only_if_the_input_sets_it() {
    for side in SIDES {
        let scene = scene().await;
        scene
            .made(side, json!({"name": "a", "value": SECRET}))
            .await;
        let is_sealed = async |expected: bool, value: Value| {
            let (_, document) = scene.document(side).await;
            assert_eq!(document["is_encrypted"], json!(expected));
            assert_eq!(document["value"] != value, expected);
            let reply = scene.get(side, "a").await;
            assert_eq!(reply.json["is_encrypted"], json!(expected));
            assert_eq!(reply.json["value"], value);
        };
        is_sealed(false, json!(SECRET)).await;
        scene
            .changed(side, json!({"name": "a", "encrypt": true}))
            .await;
        is_sealed(true, json!(SECRET)).await;
        scene
            .changed(side, json!({"name": "a", "value": "new"}))
            .await;
        is_sealed(true, json!("new")).await;
        scene.replaced(side, json!({"name": "a", "value": 0})).await;
        is_sealed(true, json!(0)).await;
        scene
            .changed(side, json!({"name": "a", "expiration": 60}))
            .await;
        is_sealed(true, json!(0)).await;
        scene
            .changed(side, json!({"name": "a", "encrypt": true}))
            .await;
        is_sealed(true, json!(0)).await;
        scene
            .changed(side, json!({"name": "a", "encrypt": false}))
            .await;
        is_sealed(false, json!(0)).await;
        scene
            .replaced(side, json!({"name": "a", "value": 1, "encrypt": true}))
            .await;
        is_sealed(true, json!(1)).await;
        scene
            .changed(side, json!({"name": "a", "value": 2, "encrypt": "no"}))
            .await;
        is_sealed(false, json!(2)).await;
    }
}

/// A sealed value names its attribute and its owner, so it opens nowhere else.
#[tokio::test]
async fn a_sealed_value_opens_where_it_was_sealed_only() {
    for side in SIDES {
        let scene = scene().await;
        scene
            .made(side, json!({"name": "a", "value": SECRET, "encrypt": true}))
            .await;
        let (key, document) = scene.document(side).await;
        let moved = format!("{}b", key.strip_suffix('a').unwrap());
        scene.put(&moved, &document).await;
        let reply = scene.call(side, "GET", "", json!({"name": "b"})).await;
        assert_eq!(reply.status, 503, "{reply:?}");
        assert!(!format!("{reply:?}").contains("attack"));
        let as_it_is = json!({"name": "b", "decrypt": false});
        scene.call(side, "GET", "", as_it_is).await.ok();
        // It can be replaced and removed, but not be opened for good.
        let clear = json!({"name": "b", "encrypt": false});
        assert_eq!(scene.update(side, clear).await.status, 503);
        scene.replaced(side, json!({"name": "b", "value": 1})).await;
        assert_eq!(scene.value(side, "b").await, Some(json!(1)));
    }
}

#[tokio::test]
async fn an_encrypted_attribute_needs_its_key() {
    for side in SIDES {
        let scene = scene().await;
        let host = |storage: &crate::kit::Faulty, keys: &[&str]| {
            let storage = storage.clone();
            let keys: Vec<_> = keys
                .iter()
                .map(|key| SecretText((*key).to_owned()))
                .collect();
            crate::kit::World::builder(move |builder| {
                builder.storage = std::sync::Arc::new(storage);
                builder.settings.set_keys(keys);
            })
        };
        let other = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";
        let both = host(&scene.storage, &[other, crate::kit::KEY])
            .build()
            .await;
        let input = crate::attributes::merged(
            side.own(&scene.ann),
            json!({"name": "a", "value": SECRET, "encrypt": true}),
        );
        // Starting notes a key; without the note it is the attribute's commit that does.
        both.storage
            .commit(vec![], vec![Write::Delete("key-check".to_owned())])
            .await
            .unwrap();
        both.call("POST", side.path(), input).await.ok();
        assert!(
            host(&scene.storage, &[crate::kit::KEY])
                .try_build()
                .await
                .is_err()
        );
        let noted = both.stored().await;
        let noted = noted.iter().find(|(key, _)| key == "key-check").unwrap();
        assert_eq!(noted.1.matches('"').count(), 2 * 3, "one key: {}", noted.1);
    }
}
