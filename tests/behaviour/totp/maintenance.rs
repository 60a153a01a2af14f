//! TOTP keys in the operator's care.

use std::sync::Arc;

use serde_json::json;
use vestibule::{
    settings::SecretText,
    storage::{Memory, Storage},
    types::{CreateRequest, Flaw},
};

use super::{code, key_of, log_in};
use crate::kit::{KEY, OPERATOR, PASSWORD, SteppedClock, World, caller, edit_user, user_document};

const NEW_KEY: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

async fn host(storage: &Arc<dyn Storage>, clock: &SteppedClock, keys: &[&str]) -> World {
    let keys = keys.iter().map(|key| SecretText((*key).to_owned()));
    let world = World::builder(|builder| {
        builder.seed = u64::try_from(keys.len()).unwrap();
        builder.settings.main.keys = Some(keys.collect());
        builder.storage = Arc::clone(storage);
        builder.clock = clock.clone();
    });
    world.build().await
}

impl World {
    async fn flaws(&self) -> Vec<Flaw> {
        let mut found = Vec::new();
        let checked = self.sso.check_storage(|defect| found.push(defect.flaw));
        checked.await.unwrap();
        found
    }
}

/// With an address and without: both are rewritten.
#[tokio::test]
async fn keys_are_rewritten_under_the_first_secret_key() {
    for email in [None, Some("ann@example.com".to_owned())] {
        let storage: Arc<dyn Storage> = Arc::new(Memory::new());
        let clock = SteppedClock::default();
        let old = host(&storage, &clock, &[KEY]).await;
        let request = CreateRequest {
            username: "ann".to_owned(),
            password: Some(PASSWORD.to_owned()),
            email,
            ..CreateRequest::default()
        };
        let made = old.sso.create_user(&caller(), &OPERATOR, &request).await;
        let user_id = made.unwrap();
        let key = key_of(&old, &user_id).await;
        let enabled = [("is_totp_enabled", json!(true))];
        edit_user(&*storage, &user_id, enabled).await;
        let sealed = user_document(&*storage, &user_id).await["totp_key"].clone();

        let both = host(&storage, &clock, &[NEW_KEY, KEY]).await;
        assert_eq!(both.flaws().await, []);
        let done = both.sso.rekey(|_| {}).await.unwrap();
        assert!(
            done.is_complete && done.left == 0 && done.rewritten == 1,
            "{done:?}"
        );
        let rewritten = user_document(&*storage, &user_id).await["totp_key"].clone();
        assert_ne!(sealed, rewritten);
        assert_eq!(both.sso.rekey(|_| {}).await.unwrap().rewritten, 0);

        let new = host(&storage, &clock, &[NEW_KEY]).await;
        assert_eq!(new.flaws().await, []);
        let right = code(&new, &key);
        log_in(&new, &right, json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_found_and_left() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let clock = SteppedClock::default();
    let world = host(&storage, &clock, &[KEY]).await;
    let user_id = world.approved("ann").await;
    key_of(&world, &user_id).await;
    assert_eq!(world.flaws().await, []);
    edit_user(&*storage, &user_id, [("totp_key", json!("?"))]).await;
    assert_eq!(world.flaws().await, [Flaw::Unreadable]);
    let both = host(&storage, &clock, &[NEW_KEY, KEY]).await;
    let done = both.sso.rekey(|_| {}).await.unwrap();
    assert!(!done.is_complete && done.left == 1, "{done:?}");
}

#[tokio::test]
async fn a_key_whose_secret_key_could_be_dropped_is_found() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let clock = SteppedClock::default();
    let world = host(&storage, &clock, &[KEY]).await;
    let request = CreateRequest {
        username: "ann".to_owned(),
        password: Some(PASSWORD.to_owned()),
        ..CreateRequest::default()
    };
    let made = world.sso.create_user(&caller(), &OPERATOR, &request).await;
    let user_id = made.unwrap();
    key_of(&world, &user_id).await;
    let forgotten = vestibule::storage::Document {
        key: "key-check".to_owned(),
        value: json!({"key_ids": [], "retiring": []}).to_string(),
        expires_at: None,
    };
    let put = vestibule::storage::Write::Put(forgotten);
    storage.commit(Vec::new(), vec![put]).await.unwrap();
    assert_eq!(world.flaws().await, [Flaw::KeyNotNoted]);
    // Whoever sets a key notes it.
    key_of(&world, &user_id).await;
    assert_eq!(world.flaws().await, []);
}
