//! Password resets and their tokens.

use serde_json::json;
use vestibule::types::Flaw::*;

use super::{NOBODY, pointer, populated, user};

/// Of populate: ann has a token, operated has exchanged one.
#[tokio::test]
async fn a_reset_has_its_token() {
    let world = populated().await;
    for name in ["ann", "operated"] {
        let id = world.id(name).await;
        let reset = format!("reset-of/{id}");
        let document = world.document(&reset).await;
        let digest = document["token"].as_str().unwrap();
        let token = format!("reset/{digest}");
        let right = world.document(&token).await;
        let lost = (&*reset, ResetTokenMissing, Some(&*id));
        world.remove(&token).await;
        world.has(&[lost]).await;
        let other = world.id("without").await;
        world.put(&token, pointer(&other)).await;
        world.has(&[lost, (&token, NotOfUser, Some(&other))]).await;
        world.put(&token, pointer(NOBODY)).await;
        world.has(&[lost, (&token, NoUser, Some(NOBODY))]).await;
        world.put(&token, right).await;
        world.is_sound().await;
    }
}

#[tokio::test]
async fn a_token_has_its_reset() {
    let world = populated().await;
    let ann = world.id("ann").await;
    let reset = format!("reset-of/{ann}");
    let document = world.document(&reset).await;
    let token = format!("reset/{}", document["token"].as_str().unwrap());
    world.remove(&reset).await;
    world.has(&[(&token, NotOfUser, Some(&ann))]).await;
    world.put(&reset, document).await;
    let void = format!("reset/{}", "d".repeat(43));
    world.put(&void, pointer(&ann)).await;
    world.has(&[(&void, NotOfUser, Some(&ann))]).await;
    world.remove(&void).await;
    world.is_sound().await;
}

#[tokio::test]
async fn a_reset_has_its_user() {
    let world = populated().await;
    let ann = world.id("ann").await;
    let reset = format!("reset-of/{ann}");
    let document = world.document(&reset).await;
    let foreign = format!("reset-of/{NOBODY}");
    world.put(&foreign, &document).await;
    world.has(&[(&foreign, NoUser, Some(NOBODY))]).await;
    world.put(&foreign, json!({"token": 1})).await;
    world.has(&[(&foreign, Malformed, Some(NOBODY))]).await;
    world.remove(&foreign).await;
    // An erased account does not have one.
    let erased = world.key_of_erased().await;
    let foreign = format!("reset-of/{erased}");
    world.put(&foreign, &document).await;
    world.has(&[(&foreign, NotOfUser, Some(&erased))]).await;
    world.remove(&foreign).await;
    world.is_sound().await;
    assert!(world.keys(&user(&ann)).await.len() == 1);
}

impl super::World {
    async fn key_of_erased(&self) -> String {
        for key in self.keys("user/").await {
            let document = self.document(&key).await;
            if document["approval_status"] == "rejected" {
                return document["user_id"].as_str().unwrap().to_owned();
            }
        }
        panic!("no user was rejected");
    }
}
