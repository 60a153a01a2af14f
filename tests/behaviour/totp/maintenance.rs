//! TOTP keys in the operator's care.

use serde_json::json;
use vestibule::types::{CreateRequest, Flaw};

use super::{code, key_of, log_in};
use crate::kit::{KEY, State, World, create_request, edit_user, set_state, user_document};

const NEW_KEY: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

async fn host(world: &World, keys: &[&str]) -> World {
    world.host(|builder| builder.keys(keys)).build().await
}

/// With an address and without: both are rewritten.
#[tokio::test]
async fn keys_are_rewritten_under_the_first_secret_key() {
    for email in [None, Some("ann@example.com".to_owned())] {
        let old = World::new().await;
        let storage = &old.storage;
        let request = CreateRequest {
            email,
            ..create_request("ann")
        };
        let user_id = old.make(&request).await;
        let key = key_of(&old, &user_id).await;
        set_state(&**storage, &user_id, State::NeedsCodes).await;
        let sealed = user_document(&**storage, &user_id).await["totp_key"].clone();

        let both = host(&old, &[NEW_KEY, KEY]).await;
        both.is_sound().await;
        let done = both.sso.rekey(|_| {}).await.unwrap();
        assert!(
            done.is_complete && done.left == 0 && done.rewritten == 1,
            "{done:?}"
        );
        let rewritten = user_document(&**storage, &user_id).await["totp_key"].clone();
        assert_ne!(sealed, rewritten);
        assert_eq!(both.sso.rekey(|_| {}).await.unwrap().rewritten, 0);

        let new = host(&old, &[NEW_KEY]).await;
        new.is_sound().await;
        let right = code(&new, &key);
        log_in(&new, &right, json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_found_and_left() {
    let world = World::new().await;
    let storage = &world.storage;
    let user_id = world.approved("ann").await;
    key_of(&world, &user_id).await;
    world.is_sound().await;
    edit_user(&**storage, &user_id, [("totp_key", json!("?"))]).await;
    assert_eq!(world.check().await[0].flaw, Flaw::Unreadable);
    let both = host(&world, &[NEW_KEY, KEY]).await;
    let done = both.sso.rekey(|_| {}).await.unwrap();
    assert!(!done.is_complete && done.left == 1, "{done:?}");
}

#[tokio::test]
async fn a_key_sealed_under_a_key_not_noted_is_found() {
    let world = World::new().await;
    let storage = &world.storage;
    let request = create_request("ann");
    let user_id = world.make(&request).await;
    key_of(&world, &user_id).await;
    let forgotten = vestibule::storage::Document {
        key: "key-check".to_owned(),
        value: json!({"key_ids": [], "retiring": []}).to_string(),
        expires_at: None,
    };
    let put = vestibule::storage::Write::Put(forgotten);
    storage.commit(Vec::new(), vec![put]).await.unwrap();
    assert_eq!(world.check().await[0].flaw, Flaw::KeyNotNoted);
    // A call that sets a key records the secret key as needed.
    key_of(&world, &user_id).await;
    world.is_sound().await;
}
