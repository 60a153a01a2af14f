//! The layout number of the stored documents.

use std::sync::Arc;

use serde_json::{Value, json};
use vestibule::storage::{Document, Storage, Write};

use crate::kit::World;

async fn layout(storage: &dyn Storage) -> Option<Value> {
    let entries = storage.get(vec!["layout".to_owned()]).await.unwrap();
    let entry = entries.into_iter().next().flatten()?;
    Some(serde_json::from_str(&entry.value).unwrap())
}

#[tokio::test]
async fn new_data_has_the_layout_at_once_and_keeps_it() {
    let world = World::new().await;
    assert_eq!(layout(&*world.storage).await, Some(json!({"version": 1})));
    assert_eq!(world.keys("").await, ["key-check", "layout"]);
    let before = world.stored().await;
    let builder = World::builder(|builder| builder.storage = Arc::clone(&world.storage));
    builder.build().await;
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn data_with_a_greater_layout_is_not_served() {
    let world = World::new().await;
    let newer = Document {
        key: "layout".to_owned(),
        value: json!({"version": 2}).to_string(),
        expires_at: None,
    };
    let written = world.storage.commit(vec![], vec![Write::Put(newer)]).await;
    written.unwrap();
    let builder = World::builder(|builder| builder.storage = Arc::clone(&world.storage));
    let Err(error) = builder.try_build().await else {
        panic!("it serves");
    };
    let error = format!("{error:#}");
    assert!(error.contains("newer version"), "{error}");
    assert_eq!(layout(&*world.storage).await, Some(json!({"version": 2})));
}
